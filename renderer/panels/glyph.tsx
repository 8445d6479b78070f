/** A sign of `glyphs.ts` in text; the word beside it says what it means. */
export function Glyph({ strokes, className }: { readonly strokes: string; readonly className?: string }) {
  return (
    <svg className={`lp-glyph ${className ?? ''}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={strokes} />
    </svg>
  );
}
