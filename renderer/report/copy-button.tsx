import { useEffect, useState } from 'react';
import { copyText } from './copy.ts';

/** Until the button says again what it does, ms. */
const SAID_MS = 2500;

/** Copies a text and says so. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    void copyText(text()).then((copied) => setSaid(copied ? 'Copied' : 'Not allowed to copy'));
  };
  return (
    <button type="button" className="copy no-print" onClick={copy}>
      {label}
      <span role="status">{said === null ? '' : ` · ${said}`}</span>
    </button>
  );
}
