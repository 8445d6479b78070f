import { describe, expect, it } from 'vitest';
import { parseUrdf } from '../../../scenarios/urdf/parse-urdf.ts';
import { UrdfProblem } from '../../../scenarios/urdf/urdf-problem.ts';
import { MAX_URDF_LENGTH } from '../../../scenarios/urdf/urdf-text.ts';
import { change, SIX_AXIS, without } from './six-axis.ts';

const problemOf = (text: string): UrdfProblem => {
  try {
    parseUrdf(text, 'arms/own.urdf');
  } catch (error) {
    if (error instanceof UrdfProblem) return error;
    throw error;
  }
  throw new Error('The text was read without a problem.');
};

/** Line of the text in which `mark` first stands. */
const lineOf = (text: string, mark: string): number => text.slice(0, text.indexOf(mark)).split('\n').length;

/** What is wrong, the text, what stands at the start of the line that is named, and the message beyond place. */
type Case = readonly [wrong: string, text: string, mark: string, message: RegExp];

const ELBOW_LIMIT = '<limit lower="-2.5" upper="1.3" velocity="2.6" effort="80"/>';
const link = (name: string): string => `<link name="${name}"/>`;
const joint = (name: string, type: string, parent: string, child: string, more = ''): string =>
  `<joint name="${name}" type="${type}"><parent link="${parent}"/><child link="${child}"/>${more}</joint>`;
const LIMIT = '<limit lower="-1" upper="1" velocity="1" effort="1"/>';
const MASS = '<inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial>';

/** Lines at the end of the arm's file. */
const append = (...lines: string[]): string => change('</robot>', [...lines, '</robot>'].join('\n'));
const robot = (...lines: string[]): string => ['<robot name="own">', ...lines, '</robot>'].join('\n');
const snake = (joints: number, type = 'revolute'): string =>
  robot(
    link('l0'),
    ...Array.from({ length: joints }, (_, i) => [
      `<link name="l${i + 1}">${MASS}</link>`,
      joint(`j${i}`, type, `l${i}`, `l${i + 1}`, LIMIT),
    ]).flat(),
  );
const nested = (depth: number): string => `${'<a>\n'.repeat(depth)}${'</a>'.repeat(depth)}`;

const XML: readonly Case[] = [
  ['an empty file', '', '', /^expected XML without errors, found Root element is missing/],
  ['text', 'solid arm', 'solid', /^expected XML without errors, found/],
  [
    'a cut file',
    SIX_AXIS.slice(0, SIX_AXIS.indexOf('<link name="wrist">') + '<link name="wrist">'.length),
    '<link name="wrist">',
    /Missing end tag for element link/,
  ],
  [
    'an unclosed element',
    change('<link name="world"/>', '<link name="world">'),
    '</robot>',
    /end tag for element link/,
  ],
  ['an entity', change('name="world"', 'name="&wide;"'), '&wide;', /Named entity isn't defined: &wide;/],
  [
    'no robot',
    '<?xml version="1.0"?>\n<sdf/>',
    '<sdf',
    /^<sdf>: expected <robot> as the outermost element, found <sdf>/,
  ],
  [
    'deep nesting',
    robot(nested(40)),
    `${'<a>\n'.repeat(11)}</a>`,
    /expected at most 30 levels of elements, found more/,
  ],
  [
    'deeper nesting than any stack',
    robot(nested(50_000)),
    '<robot',
    /expected at most 30 levels of elements, found more/,
  ],
  ['size', ' '.repeat(MAX_URDF_LENGTH + 1), ' ', /^expected at most 5242880 characters, found 5242881/],
  ['a macro', append('<xacro:arm prefix="a"/>'), '<xacro:arm', /found <xacro:arm>. Tip: Expand it first: xacro /],
  [
    'a macro value',
    change('radius="0.09"', 'radius="${r}"'),
    'radius="${r}"',
    /<cylinder>: expected URDF without macros, found "\$\{r\}"/,
  ],
];

const LINKS: readonly Case[] = [
  ['no links', robot(), '<robot', /^<robot name="own">: expected at least one <link>, found none/],
  ['no name', robot('<link/>'), '<link/>', /^<link>: expected the attribute name, found none/],
  ['the name of a robot', '<robot><link name="a"/></robot>', '<robot', /expected the attribute name, found none/],
  ['a long name', robot(link('n'.repeat(101))), '<link', /expected name with at most 100 characters, found 101/],
  [
    'two links of a name',
    append(link('wrist')),
    '<link name="wrist"/>',
    /^<link name="wrist">: expected a name of its own for each link, found "wrist" again/,
  ],
  [
    'a mass of zero',
    change('<mass value="2.8"/>', '<mass value="0"/>'),
    '<mass value="0"/>',
    /^<link name="forearm"> <inertial> <mass>: expected value: a mass, kg, above 0 and at most 10000, found "0"/,
  ],
  ['a negative mass', change('<mass value="2.8"/>', '<mass value="-1"/>'), '<mass value="-1"/>', /found "-1"/],
  [
    'no mass',
    change('<mass value="2.8"/>', ''),
    '<inertial>\n      <origin xyz="0.11 0 0.02"',
    /<inertial>: expected <mass value>, found none/,
  ],
  ['NaN', change('<mass value="2.8"/>', '<mass value="NaN"/>'), '<mass value="NaN"/>', /found "NaN"/],
  ['infinity', change('<mass value="2.8"/>', '<mass value="1e999"/>'), '<mass value="1e999"/>', /found "1e999"/],
  ['hexadecimal', change('<mass value="2.8"/>', '<mass value="0x10"/>'), '<mass value="0x10"/>', /found "0x10"/],
  [
    'an inertia that is not positive definite',
    change('ixx="0.0052" iyy="0.0235"', 'ixx="0.0052" iyy="-0.0235"'),
    'ixx="0.0052"',
    /^<link name="forearm"> <inertial> <inertia>: expected a positive definite inertia, found ixx 0.0052, iyy -0.0235/,
  ],
  [
    'large products of inertia',
    change('ixy="0" ixz="-0.0011"', 'ixy="0.02" ixz="-0.0011"'),
    'ixx="0.0052"',
    /a positive definite inertia/,
  ],
  [
    'two inertials',
    change('<link name="wrist">', `<link name="wrist">\n${MASS}`),
    '<inertial>\n      <origin xyz="0.05 0 0"',
    /expected one <inertial>, found a second one/,
  ],
  [
    'no mass on a joint',
    without('knuckle', '-').replace('<link name="flange">', '<link name="knuckle"/><link name="flange">'),
    '<link name="knuckle"/>',
    /^<link name="knuckle">: expected an <inertial> in this link or in one fixed to it/,
  ],
  [
    'two numbers',
    change('xyz="0.11 0 0.02"', 'xyz="0.11 0"'),
    'xyz="0.11 0"',
    /^<link name="forearm"> <inertial> <origin>: expected xyz: three numbers, found "0.11 0"/,
  ],
  ['four numbers', change('xyz="0.11 0 0.02"', 'xyz="1 2 3 4"'), 'xyz="1 2 3 4"', /expected xyz: three numbers/],
  [
    'millimetres',
    change('xyz="0.02 0 0.4"', 'xyz="0.02 0 400"'),
    'xyz="0.02 0 400"',
    /expected xyz: a length, m, at least -100 and at most 100, found "400". Tip: Lengths are in metres/,
  ],
  [
    'an unknown shape',
    change('<sphere radius="0.075"/>', '<cone/>'),
    '<cone/>',
    /expected a box, a cylinder, a sphere or a mesh, found <cone>/,
  ],
  [
    'a flat box',
    change('size="0.1 0.11 0.46"', 'size="0.1 0 0.46"'),
    'size="0.1 0 0.46"',
    /size: a length, m, above 0/,
  ],
  [
    'two shapes in one',
    change('<sphere radius="0.075"/>', '<sphere radius="1"/><sphere radius="1"/>'),
    '<geometry><sphere radius="1"/>',
    /expected one shape, found 2/,
  ],
  [
    'no geometry',
    change('<geometry><sphere radius="0.075"/></geometry>', ''),
    '<collision>\n      <origin xyz="0.02 0 0"',
    /<collision>: expected <geometry>, found none/,
  ],
  [
    'many shapes',
    append(
      '<link name="much">',
      '<collision><geometry><sphere radius="1"/></geometry></collision>'.repeat(129),
      '</link>',
    ),
    '<link name="much">',
    /expected at most 128 collision shapes in all, found more/,
  ],
];

const JOINTS: readonly Case[] = [
  [
    'an unknown parent',
    change('<parent link="forearm"/>', '<parent link="forarm"/>'),
    '<joint name="forearm-roll"',
    /^<joint name="forearm-roll">: expected the name of a link as its parent, found "forarm". Tip: Links are: "world", "base"/,
  ],
  [
    'an unknown child',
    change('<child link="wrist"/>', '<child link="wirst"/>'),
    '<joint name="forearm-roll"',
    /as its child, found "wirst"/,
  ],
  ['no child', change('<child link="wrist"/>', ''), '<joint name="forearm-roll"', /expected <child link>, found none/],
  [
    'two roots',
    append(link('stray')),
    '<link name="stray"/>',
    /^<link name="stray">: expected one link without a parent, found "world", "stray"/,
  ],
  [
    'a second parent',
    append(joint('again', 'fixed', 'wrist', 'hand')),
    '<joint name="again"',
    /expected one joint to the link "hand", found a second one beside "hand-mount". Tip: Loops/,
  ],
  [
    'a loop beside the arm',
    append(link('a'), link('b'), joint('ab', 'fixed', 'a', 'b'), joint('ba', 'fixed', 'b', 'a')),
    '<link name="a"/>',
    /expected links that hang on one root, found a loop among "a", "b"/,
  ],
  ['a loop of all', robot(link('a'), joint('aa', 'fixed', 'a', 'a')), '<link name="a"/>', /found a loop among "a"/],
  [
    'no limit',
    change(ELBOW_LIMIT, ''),
    '<joint name="elbow"',
    /^<joint name="elbow">: expected <limit> with effort and velocity, lower and upper, found none/,
  ],
  [
    'no limit of a continuous joint',
    change('<limit velocity="4.5" effort="18"/>', ''),
    '<joint name="hand-roll"',
    /expected <limit> with effort and velocity, found none/,
  ],
  [
    'limits the wrong way round',
    change(ELBOW_LIMIT, '<limit lower="1.3" upper="-2.5" velocity="1" effort="1"/>'),
    '<limit lower="1.3"',
    /^<joint name="elbow"> <limit>: expected lower below upper, found lower 1.3, upper -2.5. Tip: Swap them/,
  ],
  [
    'limits that hold it fast',
    change(ELBOW_LIMIT, '<limit velocity="1" effort="1"/>'),
    '<limit velocity="1" effort="1"/>',
    /expected lower below upper, found lower 0, upper 0/,
  ],
  [
    'no speed',
    change(ELBOW_LIMIT, '<limit lower="0" upper="1" velocity="0" effort="1"/>'),
    '<limit lower="0" upper="1" velocity="0"',
    /velocity: the highest speed, above 0/,
  ],
  [
    'degrees',
    change(ELBOW_LIMIT, '<limit lower="-180" upper="1" velocity="1" effort="1"/>'),
    '<limit lower="-180"',
    /found "-180". Tip: Angles are in radians/,
  ],
  [
    'no axis',
    change('<axis xyz="0 2 0"/>', '<axis xyz="0 0 0"/>'),
    '<axis xyz="0 0 0"/>',
    /^<joint name="wrist-pitch"> <axis>: expected an axis that points somewhere, found "0 0 0"/,
  ],
  [
    'two joints of a name',
    change('name="elbow"', 'name="waist"'),
    '<joint name="waist" type="revolute">\n    <parent link="upper-arm"',
    /a name of its own for each joint, found "waist" again/,
  ],
  [
    'a floating joint',
    change('name="elbow" type="revolute"', 'name="elbow" type="floating"'),
    '<joint name="elbow"',
    /expected a type of joint that is revolute, continuous, prismatic \(fingers\) or fixed, found "floating"/,
  ],
  [
    'a linear axis',
    change('name="elbow" type="revolute"', 'name="elbow" type="prismatic"'),
    '<joint name="elbow"',
    /only revolute, continuous and fixed joints between base and tool, found a prismatic joint/,
  ],
  [
    'an arm that mimics',
    change(ELBOW_LIMIT, `${ELBOW_LIMIT}<mimic joint="waist"/>`),
    '<joint name="elbow"',
    /found a joint that mimics another/,
  ],
  [
    'no moving joints',
    robot(link('a'), link('tcp'), joint('at', 'fixed', 'a', 'tcp')),
    '<link name="tcp"/>',
    /^<link name="tcp">: expected 1 to 12 revolute or continuous joints on the way to "tcp", found 0/,
  ],
  ['too many joints', snake(13), '<joint name="j12"', /expected 1 to 12 revolute or continuous joints, found 13/],
];

const FINGERS: readonly Case[] = [
  [
    'one finger',
    without('right-finger', 'right-slide'),
    '<joint name="left-slide"',
    /expected two prismatic joints, of a gripper with two fingers, found 1/,
  ],
  [
    'three fingers',
    append(link('thumb'), joint('thumb-slide', 'prismatic', 'hand', 'thumb', LIMIT)),
    '<joint name="thumb-slide"',
    /found 3/,
  ],
  [
    'a finger on a finger',
    SIX_AXIS.replace(/(<joint name="right-slide"[^]*?<parent link=")hand/, '$1left-finger'),
    '<joint name="right-slide"',
    /prismatic joints only of two fingers on the hand, found one elsewhere/,
  ],
  [
    'a slide at the base',
    append(link('cart'), joint('rail', 'prismatic', 'base', 'cart', LIMIT)),
    '<joint name="rail"',
    /found one elsewhere/,
  ],
  [
    'fingers that move together',
    change('<origin xyz="0 0 0.06" rpy="0 0 3.141592653589793"/>', '<origin xyz="0 0 0.06"/>'),
    '<joint name="right-slide"',
    /two fingers that move equally far and against each other, found "left-slide" and "right-slide"/,
  ],
  [
    'fingers that move unequally',
    change('<mimic joint="left-slide"/>', '<mimic joint="left-slide" multiplier="0.5"/>'),
    '<joint name="right-slide"',
    /equally far/,
  ],
  [
    'a finger that mimics something else',
    change('<mimic joint="left-slide"/>', '<mimic joint="elbow"/>'),
    '<joint name="right-slide"',
    /one finger that mimics the other, found "elbow" is mimicked/,
  ],
  [
    'fingers along the hand',
    change('<origin xyz="0 0 0.1"/>', '<origin xyz="0 0 0.1" rpy="1.5707963 0 0"/>'),
    '<joint name="left-slide"',
    /across the z axis of the tool centre point, or of the hand without one, found an angle of 0.0 degrees/,
  ],
];

describe.each([
  ['the markup', XML],
  ['a link', LINKS],
  ['a joint', JOINTS],
  ['a finger', FINGERS],
])('a problem of %s', (_, cases) => {
  it.each(cases)('%s', (_, text, mark, message) => {
    const { problem, message: sentence } = problemOf(text);
    expect(problem.line).toBe(lineOf(text, mark));
    const place = `arms/own.urdf:${problem.line}:${problem.column}  `;
    expect(sentence.slice(0, place.length)).toBe(place);
    expect(sentence.slice(place.length)).toMatch(message);
  });
});

it('counts lines and columns in characters of the text, not of a rare alphabet', () => {
  const text = robot('<!-- \u{1F9BE}\u{1F9BE} -->', '  <link name="a"><b></link>');
  expect(problemOf(text).problem).toMatchObject({ line: 3, column: 21 });
});
