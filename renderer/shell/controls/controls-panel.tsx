import { DrillControls } from './drill-controls.tsx';
import { MeddleControls } from './meddle-controls.tsx';
import { OverlayControls } from './overlay-controls.tsx';
import { Section } from './section.tsx';
import { SystemControls } from './system-controls.tsx';

/** What can be changed while the episode runs. */
export function ControlsPanel() {
  return (
    <div className="controls">
      <Section title="Two systems">
        <SystemControls />
      </Section>
      <Section title="Intervene">
        <MeddleControls />
      </Section>
      <Section title="View">
        <OverlayControls />
      </Section>
      <Section title="Test the failure paths" open={false}>
        <DrillControls />
      </Section>
    </div>
  );
}
