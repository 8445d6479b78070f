import { Glyph } from '../panels/glyph.tsx';
import { SEVERITY_GLYPHS } from '../panels/glyphs.ts';
import { useApp } from '../shell/app-context.ts';
import type { TextProblem } from './editor-language.ts';
import type { EditorState } from './editor-state.ts';
import { problemsWords } from './editor-words.ts';
import { holderOf } from './pane-holder.ts';
import { useEditor } from './use-editor.ts';

const NONE: readonly TextProblem[] = [];
const ofText = ({ problems }: EditorState): readonly TextProblem[] => problems;
const ofSample = ({ sample }: EditorState): readonly TextProblem[] => sample?.problems ?? NONE;

/** What is wrong with the text, or with the numbers that the seed draws; each entry leads to its line. */
export function ProblemLines() {
  const { editor } = useApp();
  const words = useEditor(problemsWords);
  const problems = useEditor(ofText);
  const draws = useEditor(ofSample);
  const goTo = (problem: TextProblem): void => {
    const language = editor.language.get();
    if (language !== null) holderOf(editor, language).pane.goTo(problem);
  };
  const all = [...problems, ...draws];
  return (
    <section className="editor-problems" aria-label="Problems of the text">
      <p className="editor-heading" role="status">
        {words}
      </p>
      {all.length === 0 ? null : (
        <ul>
          {all.map((problem, i) => (
            <li key={i}>
              <button type="button" onClick={() => goTo(problem)}>
                <Glyph
                  strokes={SEVERITY_GLYPHS[problem.severity]}
                  className={problem.severity === 'error' ? 'editor-error' : 'editor-warning'}
                />{' '}
                <b>Line {problem.line}:</b> {problem.message}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
