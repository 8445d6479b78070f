import { Color, MeshStandardMaterial } from 'three';
import type { Tokens } from '../../theme/tokens.ts';
import { lighten } from '../overlays/colours.ts';

/** What a thing is in its task. */
export type Role = 'task' | 'base' | 'other' | 'obstacle';

/** Of the palette of Okabe and Ito (2008); obstacles wear stripes besides. */
const ROLE_COLOURS: Readonly<Record<Role, string>> = {
  task: '#2f8fd0',
  base: '#cc79a7',
  other: '#9aa1a8',
  obstacle: '#d55e00',
};
const STRIPE_M = 0.05;
const BELT_STRIPE_M = 0.12;

/** Colours of a room that is as light as the theme. */
const ROOMS = {
  dark: { background: '#1a2029', top: '#4a535f', edge: '#333b46', grid: '#67727f', belt: '#707984' },
  light: { background: '#dfe5ec', top: '#f0efec', edge: '#b9b4ab', grid: '#c9c8c3', belt: '#7d848c' },
} as const;

/** All materials of the table's scene and the colours of what is drawn over it, made once and recoloured in place. */
export class TableMaterials {
  readonly background = new Color();
  readonly grid = new Color();
  readonly plan = new Color();
  readonly stale = new Color();
  readonly uncertainty = new Color();
  readonly goal = new Color();
  readonly arrow = new Color();
  readonly label = new Color('#ffffff');
  readonly panel = new Color('#0b0e13');
  readonly ghost = new Color();
  /** Way that the belt has run, m. */
  readonly beltM = { value: 0 };
  readonly arm = new MeshStandardMaterial({ vertexColors: true, roughness: 0.42, metalness: 0.05 });
  readonly finger = new MeshStandardMaterial({ color: '#2c333c', roughness: 0.6 });
  readonly top = new MeshStandardMaterial({ roughness: 0.85 });
  readonly edge = new MeshStandardMaterial({ roughness: 0.8 });
  readonly sleeve = new MeshStandardMaterial({ color: '#6b4a7d', roughness: 0.9 });
  readonly skin = new MeshStandardMaterial({ color: '#c99a77', roughness: 0.75 });
  readonly belt = striped(new MeshStandardMaterial({ roughness: 0.7 }), 'belt', BELT_STRIPE_M, this.beltM);
  readonly roles: Readonly<Record<Role, MeshStandardMaterial>>;
  /** True of a light theme. */
  isLight = false;

  constructor(tokens: Tokens) {
    const plain = (role: Role) =>
      new MeshStandardMaterial({ color: ROLE_COLOURS[role], roughness: 0.55, vertexColors: true });
    this.roles = {
      task: plain('task'),
      base: plain('base'),
      other: plain('other'),
      obstacle: striped(plain('obstacle'), 'obstacle', STRIPE_M, { value: 0 }),
    };
    this.set(tokens);
  }

  set(tokens: Tokens): void {
    this.isLight = luminance(new Color(tokens.panel)) > 0.4;
    const room = this.isLight ? ROOMS.light : ROOMS.dark;
    this.background.set(room.background);
    this.grid.set(room.grid);
    this.top.color.set(room.top);
    this.edge.color.set(room.edge);
    this.belt.color.set(room.belt);
    // On a light table lines are as dark as the theme has them.
    const fit = (colour: Color): Color => (this.isLight ? colour : lighten(colour));
    fit(this.plan.set(tokens.plan));
    fit(this.stale.set(tokens.stale));
    fit(this.uncertainty.set(tokens.uncertainty));
    fit(this.goal.set(tokens.ok));
    fit(this.arrow.set(tokens.error));
    fit(this.ghost.set(tokens.reflex));
  }

  dispose(): void {
    const { arm, finger, top, edge, sleeve, skin, belt, roles } = this;
    for (const material of [arm, finger, top, edge, sleeve, skin, belt, ...Object.values(roles)]) material.dispose();
  }
}

function luminance({ r, g, b }: Color): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Darker stripes across a thing: diagonal ones on an obstacle, across its way on a belt, which they run along. */
function striped(
  material: MeshStandardMaterial,
  kind: 'obstacle' | 'belt',
  periodM: number,
  way: { value: number },
): MeshStandardMaterial {
  material.customProgramCacheKey = () => `striped-${kind}`;
  material.onBeforeCompile = (shader) => {
    shader.uniforms.way = way;
    shader.vertexShader = `varying vec3 vOwn;\n${shader.vertexShader}`.replace(
      '#include <begin_vertex>',
      '#include <begin_vertex>\nvOwn = position;',
    );
    const along = kind === 'belt' ? 'vOwn.x - way' : '0.7071 * (vOwn.x + vOwn.y) + vOwn.z - way';
    shader.fragmentShader = `varying vec3 vOwn;\nuniform float way;\n${shader.fragmentShader}`.replace(
      '#include <color_fragment>',
      `#include <color_fragment>
      float at = fract((${along}) / ${periodM.toFixed(3)});
      float soft = max(fwidth((${along}) / ${periodM.toFixed(3)}), 1e-4);
      float dark = clamp(0.5 + (0.25 - abs(at - 0.5)) / soft, 0.0, 1.0);
      diffuseColor.rgb *= mix(1.0, ${kind === 'belt' ? '0.5' : '0.42'}, dark);`,
    );
  };
  return material;
}
