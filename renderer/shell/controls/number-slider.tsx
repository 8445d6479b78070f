import { useEffect, useId, useState } from 'react';

export interface NumberSliderProps {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly disabled?: boolean;
  readonly hint?: string;
}

/** Changes are passed on at most this often while the slider moves, ms: each is an intervention that is recorded. */
const SETTLE_MS = 120;

/** A number as a slider and as a field beside it. */
export function NumberSlider({
  label,
  unit,
  value,
  min,
  max,
  step,
  onChange,
  disabled = false,
  hint,
}: NumberSliderProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const number = Number(draft);
  const isValid = draft !== null && draft.trim() !== '' && number >= min && number <= max;

  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => {
      if (!isValid) return;
      if (number !== value) onChange(number);
      setDraft(null);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, isValid, number, value, onChange]);

  const shown = draft ?? String(value);
  const unitText = unit === '' ? '' : ` ${unit}`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="slider-row">
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          step={step}
          disabled={disabled}
          value={draft !== null && isValid ? number : value}
          aria-valuetext={`${draft !== null && isValid ? number : value}${unitText}`}
          onChange={(event) => setDraft(event.target.value)}
        />
        <input
          type="number"
          min={min}
          max={max}
          step="any"
          disabled={disabled}
          value={shown}
          aria-label={`${label}, number`}
          aria-invalid={draft !== null && !isValid}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => {
            if (!isValid) setDraft(null);
          }}
        />
        <span className="unit">{unit}</span>
      </div>
      {draft !== null && !isValid ? (
        <p className="hint" role="alert">
          Expected a number from {min} to {max}.
        </p>
      ) : hint === undefined ? null : (
        <p className="hint">{hint}</p>
      )}
    </div>
  );
}
