import { CONTENT_SECURITY_POLICY } from '../serve/app-handler.ts';

/** Directives that browsers take from a header only. */
const HEADER_ONLY = /^(frame-ancestors|report-uri|sandbox)\b/;

const ANCHOR = '<meta charset="utf-8" />';

/**
 * The page as it is published: it brings its own content security policy, says that no program is behind it, and has itself
 * kept for times without a network.
 * @param html `renderer/index.html`
 * @throws Error when the page has another form than expected
 */
export function staticPage(html: string): string {
  if (html.split(ANCHOR).length !== 2) throw new Error(`index.html has not exactly one ${ANCHOR}`);
  const policy = CONTENT_SECURITY_POLICY.split('; ').filter((directive) => !HEADER_ONLY.test(directive));
  const added = [
    ANCHOR,
    `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}" />`,
    '<meta name="twotempo-host" content="static" />',
    '<meta name="referrer" content="no-referrer" />',
    '<script type="module" async src="offline.js"></script>',
  ];
  return html.replace(ANCHOR, added.join('\n    '));
}
