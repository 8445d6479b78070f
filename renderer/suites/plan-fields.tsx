import { useId, type ReactNode } from 'react';

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly fault: string | undefined;
  /** What is wrong is said by somebody else. */
  readonly isFaultElsewhere?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextField({ label, value, fault, isFaultElsewhere = false, onChange }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        spellCheck={false}
        value={value}
        aria-invalid={fault !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {fault !== undefined && !isFaultElsewhere && <Fault>{fault}</Fault>}
    </div>
  );
}

/** What is wrong with a field. */
export function Fault({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p id={id} className="su-fault" role="alert">
      {children}
    </p>
  );
}
