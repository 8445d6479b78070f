import type { ReactNode } from 'react';

/** A part of the controls that can be folded. */
export function Section({
  title,
  open = true,
  children,
}: {
  readonly title: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details className="section" open={open}>
      <summary>{title}</summary>
      <div className="section-body">{children}</div>
    </details>
  );
}
