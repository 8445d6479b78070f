import { z } from 'zod';

/** Of a layout as the docking library saves it, what must hold before it is given back to it. */
const saved = z.looseObject({
  grid: z.looseObject({
    root: z.looseObject({ type: z.literal('branch'), data: z.array(z.looseObject({})).min(1) }),
    width: z.number().nonnegative(),
    height: z.number().nonnegative(),
    orientation: z.enum(['HORIZONTAL', 'VERTICAL']),
  }),
  panels: z.record(z.string(), z.looseObject({ id: z.string(), contentComponent: z.string() })),
});

export type SavedLayout = z.infer<typeof saved>;

/**
 * A saved layout that can be opened, or null: it is no layout, it names a panel that does not exist, or it lacks one that
 * must be there.
 */
export function checkLayout(value: unknown, known: readonly string[], needed: readonly string[]): SavedLayout | null {
  const parsed = saved.safeParse(value);
  if (!parsed.success) return null;
  const panels = Object.entries(parsed.data.panels);
  const shown = panels.map(([, panel]) => panel.contentComponent);
  const sound = panels.every(([id, panel]) => panel.id === id && known.includes(panel.contentComponent));
  return sound && needed.every((name) => shown.includes(name)) ? parsed.data : null;
}
