import { XmlElement } from '@rgrove/parse-xml';
import type { Frame, LinkModel } from '../../sim/robotics/arm/arm-model.ts';
import type { Vector3 } from './frame.ts';
import { readNumber, readOnly, readOrigin, readVector, SIZE } from './read-values.ts';
import type { Range } from './read-values.ts';
import { childrenOf } from './urdf-text.ts';
import type { UrdfText } from './urdf-text.ts';

export interface UrdfLink {
  readonly name: string;
  readonly element: XmlElement;
  readonly inertial: Inertial | null;
  /** What stands for it in contacts; meshes are not among it. */
  readonly shapes: readonly UrdfShape[];
  readonly collisionMeshes: number;
}

export interface Inertial {
  readonly massKg: number;
  /** At the centre of mass, in the link's frame. */
  readonly frame: Frame;
  /** About the centre of mass along the axes of `frame`, kg m2: xx, yy, zz, xy, xz, yz. */
  readonly inertia: LinkModel['inertia'];
}

/** A primitive in its own frame, whose origin is its middle; a cylinder stands along z. */
export type UrdfShape = { readonly frame: Frame } & (
  | { readonly kind: 'box'; readonly size: Vector3 }
  | { readonly kind: 'cylinder'; readonly radiusM: number; readonly lengthM: number }
  | { readonly kind: 'sphere'; readonly radiusM: number }
);

/** @throws UrdfProblem */
export function readLink(text: UrdfText, element: XmlElement, name: string): UrdfLink {
  const inertial = readOnly(text, element, 'inertial');
  const shapes: UrdfShape[] = [];
  let collisionMeshes = 0;
  for (const collision of childrenOf(element, 'collision')) {
    const shape = readShape(text, collision);
    if (shape === null) collisionMeshes++;
    else shapes.push(shape);
  }
  return {
    name,
    element,
    inertial: inertial === null ? null : readInertial(text, inertial),
    shapes,
    collisionMeshes,
  };
}

function readInertial(text: UrdfText, element: XmlElement): Inertial {
  const mass = readOnly(text, element, 'mass') ?? text.refuse(element, '<mass value>', 'none');
  const inertia =
    readOnly(text, element, 'inertia') ?? text.refuse(element, '<inertia ixx ixy ixz iyy iyz izz>', 'none');
  const massKg = readNumber(text, mass, 'value', {
    what: 'a mass, kg',
    above: 0,
    max: 1e4,
    tip: 'A link without mass has no <inertial>.',
  });
  const moment: Range = { what: 'a moment of inertia, kg m2', max: 1e6 };
  const product: Range = { what: 'a product of inertia, kg m2', min: -1e6, max: 1e6 };
  const [xx, yy, zz] = ['ixx', 'iyy', 'izz'].map((name) => readNumber(text, inertia, name, { ...moment, min: -1e6 }));
  const [xy, xz, yz] = ['ixy', 'ixz', 'iyz'].map((name) => readNumber(text, inertia, name, product, 0));
  // Sylvester's criterion.
  const positive =
    xx > 0 &&
    xx * yy - xy * xy > 0 &&
    xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz) > 0;
  if (!positive) {
    text.refuse(
      inertia,
      'a positive definite inertia',
      `ixx ${xx}, iyy ${yy}, izz ${zz}, ixy ${xy}, ixz ${xz}, iyz ${yz}`,
      'All three principal moments must be above 0; check units (kg m2) and signs.',
    );
  }
  return { massKg, frame: readOrigin(text, element), inertia: [xx, yy, zz, xy, xz, yz] };
}

/** @returns null for a mesh */
function readShape(text: UrdfText, collision: XmlElement): UrdfShape | null {
  const geometry = readOnly(text, collision, 'geometry') ?? text.refuse(collision, '<geometry>', 'none');
  const elements = geometry.children.filter((child) => child instanceof XmlElement);
  if (elements.length !== 1) text.refuse(geometry, 'one shape', `${elements.length}`, 'Use one <collision> for each.');
  const [element] = elements;
  const frame = readOrigin(text, collision);
  switch (element.name) {
    case 'box':
      return { kind: 'box', frame, size: readVector(text, element, 'size', SIZE) };
    case 'cylinder':
      return {
        kind: 'cylinder',
        frame,
        radiusM: readNumber(text, element, 'radius', SIZE),
        lengthM: readNumber(text, element, 'length', SIZE),
      };
    case 'sphere':
      return { kind: 'sphere', frame, radiusM: readNumber(text, element, 'radius', SIZE) };
    case 'mesh':
      return null;
    default:
      return text.refuse(element, 'a box, a cylinder, a sphere or a mesh', `<${element.name.slice(0, 60)}>`);
  }
}
