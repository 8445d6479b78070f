import type { DrawnValue } from './editor-language.ts';
import { drawnText, seedsWords } from './editor-words.ts';
import { useEditor } from './use-editor.ts';

/** What the seed draws, and whether others can be drawn. */
export function SampleTable() {
  const sample = useEditor((state) => state.sample);
  const seeds = useEditor((state) => state.seeds);
  if (sample === null) return null;
  const { seed, parameters, others } = sample;
  return (
    <section className="editor-sample" aria-label={`What seed ${seed} draws`}>
      <p className="editor-heading">Seed {seed} draws</p>
      {parameters.length + others.length === 0 ? <p className="muted">Nothing: all numbers are fixed.</p> : null}
      {parameters.length > 0 ? <DrawnTable caption="Parameters" values={parameters} /> : null}
      {others.length > 0 ? (
        <details open={parameters.length === 0}>
          <summary>
            {others.length} {parameters.length === 0 ? '' : 'more '}
            {others.length === 1 ? 'number' : 'numbers'}
          </summary>
          <DrawnTable caption="Other fields" values={others} />
        </details>
      ) : null}
      {seeds === null ? null : (
        <>
          <p className="editor-seeds">{seedsWords(seeds)}</p>
          <ul className="editor-failures">
            {seeds.failures.map(({ message, seeds: failed }) => (
              <li key={message}>
                {failed.length === 1 ? 'Seed' : 'Seeds'} {failed.join(', ')}: {message}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function DrawnTable({ caption, values }: { readonly caption: string; readonly values: readonly DrawnValue[] }) {
  return (
    <table className="editor-drawn">
      <caption className="visually-hidden">{caption}</caption>
      <tbody>
        {values.map(({ field, value }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{drawnText(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
