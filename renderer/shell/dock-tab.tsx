import type { IDockviewPanelHeaderProps } from 'dockview-react';

/**
 * A tab. The library makes the tab itself what keyboards and screen readers use, Delete closes it; the cross is for mice
 * only, since a button inside of a tab is out of reach for both.
 */
export function DockTab({ api }: IDockviewPanelHeaderProps) {
  return (
    <div className="dock-tab">
      <span>{api.title}</span>
      {api.component === 'scene' ? null : (
        <span
          className="dock-tab-close"
          aria-hidden="true"
          title="Close (Delete)"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => api.close()}
        >
          ✕
        </span>
      )}
    </div>
  );
}
