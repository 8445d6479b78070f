import { useReadable } from '../panels/panel-context.ts';
import { useApp } from '../shell/app-context.ts';
import type { SuiteFolder } from '../host/suite-contract.ts';
import { isGoingOn } from './run-watch.ts';
import { folderText, STATE_WORDS } from './suite-words.ts';

/** Folders of results: of this page, of earlier ones, and of the command line. */
export function RunList() {
  const { suites } = useApp();
  const { folders, listTrouble, open, running } = useReadable(suites.state);
  return (
    <section className="su-block" aria-label="Runs">
      <div className="su-bar">
        <h2>Runs</h2>
        <button type="button" className="small" onClick={() => void suites.refresh()}>
          Refresh
        </button>
      </div>
      {listTrouble !== null && (
        <p className="su-fault" role="alert">
          {listTrouble.message} {listTrouble.tip}
        </p>
      )}
      {folders === null && listTrouble === null && <p className="muted">Looking for runs…</p>}
      {folders?.length === 0 && (
        <p className="muted">No run yet. Those of the command line below runs/ show here too.</p>
      )}
      <ul className="su-runs">
        {(folders ?? []).map((folder) => (
          <li key={folder.name}>
            <FolderButton
              folder={liveOf(folder, running)}
              isOpen={open?.folder.name === folder.name}
              onClick={() => suites.show(folder)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FolderProps {
  readonly folder: SuiteFolder;
  readonly isOpen: boolean;
  readonly onClick: () => void;
}

function FolderButton({ folder, isOpen, onClick }: FolderProps) {
  return (
    <button type="button" className="su-run" aria-current={isOpen ? 'true' : undefined} onClick={onClick}>
      <span className="su-run-name">
        {folder.name}
        <span className={`su-state su-state-${folder.state}`}>
          {isGoingOn(folder.state) ? 'running' : STATE_WORDS[folder.state].toLowerCase()}
        </span>
      </span>
      <span className="muted">{folderText(folder)}</span>
      <span className="muted">{new Date(folder.modifiedMs).toLocaleString()}</span>
    </button>
  );
}

/** How far the run that goes on is, which the list was told of earlier. */
function liveOf(folder: SuiteFolder, running: { folder: SuiteFolder; done: number; total: number | null } | null) {
  if (running?.folder.name !== folder.name) return folder;
  return { ...folder, done: running.done, total: running.total };
}
