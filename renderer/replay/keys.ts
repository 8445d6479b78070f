/** What a key does in the view. */
export type ReplayCommand =
  | { readonly kind: 'toggle-play' }
  | { readonly kind: 'step-ticks'; readonly ticks: number }
  | { readonly kind: 'step-seconds'; readonly seconds: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'speed'; readonly direction: 1 | -1 }
  | { readonly kind: 'ghost' }
  | { readonly kind: 'divergence' }
  | { readonly kind: 'collision' }
  | { readonly kind: 'event'; readonly direction: 1 | -1 }
  | { readonly kind: 'zoom'; readonly direction: 1 | -1 }
  | { readonly kind: 'fit' }
  | { readonly kind: 'loop' }
  | { readonly kind: 'mark'; readonly side: 'from' | 'to' }
  | { readonly kind: 'table' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'close' };

interface Binding {
  /** `KeyboardEvent.key`; letters in lower case. */
  readonly keys: readonly string[];
  /** Undefined: with and without. */
  readonly shift?: boolean;
  readonly command: ReplayCommand;
  /** For the list of keys. */
  readonly shown: string;
  readonly does: string;
  /** Only where two clips are shown. */
  readonly pairOnly?: true;
}

/** Every key of the view, in the order of the list that people see. */
export const BINDINGS: readonly Binding[] = [
  { keys: [' '], command: { kind: 'toggle-play' }, shown: 'Space', does: 'play or pause' },
  { keys: ['ArrowLeft'], shift: false, command: { kind: 'step-ticks', ticks: -1 }, shown: '←', does: 'one tick back' },
  { keys: ['ArrowRight'], shift: false, command: { kind: 'step-ticks', ticks: 1 }, shown: '→', does: 'one tick on' },
  {
    keys: ['ArrowLeft'],
    shift: true,
    command: { kind: 'step-seconds', seconds: -1 },
    shown: 'Shift + ←',
    does: 'one second back',
  },
  {
    keys: ['ArrowRight'],
    shift: true,
    command: { kind: 'step-seconds', seconds: 1 },
    shown: 'Shift + →',
    does: 'one second on',
  },
  { keys: ['Home'], command: { kind: 'start' }, shown: 'Home', does: 'to the start' },
  { keys: ['End'], command: { kind: 'end' }, shown: 'End', does: 'to the end' },
  { keys: [','], command: { kind: 'speed', direction: -1 }, shown: ',', does: 'slower' },
  { keys: ['.'], command: { kind: 'speed', direction: 1 }, shown: '.', does: 'faster' },
  { keys: ['n'], command: { kind: 'event', direction: 1 }, shown: 'N', does: 'next event' },
  { keys: ['p'], command: { kind: 'event', direction: -1 }, shown: 'P', does: 'previous event' },
  {
    keys: ['d'],
    command: { kind: 'divergence' },
    shown: 'D',
    does: 'first divergence of the two runs',
    pairOnly: true,
  },
  { keys: ['c'], command: { kind: 'collision' }, shown: 'C', does: 'collision; again: the next one' },
  { keys: ['g'], command: { kind: 'ghost' }, shown: 'G', does: 'ghost overlay or side by side', pairOnly: true },
  { keys: ['+', '='], command: { kind: 'zoom', direction: 1 }, shown: '+', does: 'closer' },
  { keys: ['-', '_'], command: { kind: 'zoom', direction: -1 }, shown: '−', does: 'wider' },
  { keys: ['f'], command: { kind: 'fit' }, shown: 'F', does: 'the whole drive, or follow the ego' },
  { keys: ['l'], command: { kind: 'loop' }, shown: 'L', does: 'loop on or off' },
  { keys: ['i'], command: { kind: 'mark', side: 'from' }, shown: 'I', does: 'loop begins here' },
  { keys: ['o'], command: { kind: 'mark', side: 'to' }, shown: 'O', does: 'loop ends here' },
  { keys: ['t'], command: { kind: 'table' }, shown: 'T', does: 'time line as tables' },
  { keys: ['?'], command: { kind: 'keys' }, shown: '?', does: 'this list' },
  { keys: ['Escape'], command: { kind: 'close' }, shown: 'Esc', does: 'close' },
];

/** Only where a view has two ways to draw: the report has not. */
export const PICTURE_BINDING = { shown: 'V', does: 'map or scene in 3-D' } as const;

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The command of a key, or null: keys with Ctrl, Alt or Meta belong to the browser. */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): ReplayCommand | null {
  if (ctrlKey || metaKey || altKey) return null;
  const plain = key.length === 1 ? key.toLowerCase() : key;
  const letter = plain >= 'a' && plain <= 'z' && plain.length === 1;
  const found = BINDINGS.find(
    ({ keys, shift }) => keys.includes(plain) && (shift === undefined ? !(letter && shiftKey) : shift === shiftKey),
  );
  return found?.command ?? null;
}

/** Whether a key changes from the map to the scene or back. */
export function isPictureKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): boolean {
  return key.toLowerCase() === 'v' && !shiftKey && !ctrlKey && !metaKey && !altKey;
}

/** What a key means to the element that has the focus: such keys are left to it. */
export function isOwnKey(role: 'text' | 'choice' | 'button' | 'other', key: string): boolean {
  if (role === 'text') return key !== 'Escape';
  if (role === 'choice') return key !== 'Escape' && key !== '?';
  return role === 'button' && (key === ' ' || key === 'Enter');
}
