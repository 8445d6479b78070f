import { describe, expect, it } from 'vitest';
import { DEFAULT_ACCELERATION_RADPS2, parseUrdf } from '../../../scenarios/urdf/parse-urdf.ts';
import { Kinematics } from '../../../sim/robotics/arm/kinematics.ts';
import { change, SIX_AXIS, without } from './six-axis.ts';

const parse = (text: string): { model: ReturnType<typeof parseUrdf>; notes: string[] } => {
  const notes: string[] = [];
  return { model: parseUrdf(text, 'arm.urdf', notes), notes };
};

const toolAt = (text: string, q: number[]): number[] => {
  const kinematics = new Kinematics(parse(text).model);
  kinematics.update(q);
  return [...kinematics.frames.slice(-12)];
};

const expectClose = (found: ArrayLike<number>, expected: readonly number[], digits = 10): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(found[i], `number ${i}`).toBeCloseTo(value, digits));
};

describe('parseUrdf', () => {
  const { model, notes } = parse(SIX_AXIS);

  // Poses of the tool by 4 x 4 matrices: numpy and scipy.spatial.transform, the file read by Python's ElementTree.
  it.each([
    [
      [0, 0, 0, 0, 0, 0],
      [0, 0, 1, Math.SQRT1_2, Math.SQRT1_2, 0, -Math.SQRT1_2, Math.SQRT1_2, 0, 0.59, 0, 0.71],
    ],
    [
      [0.3, -0.4, 0.7, 1.1, -0.6, 2.5],
      [
        -0.207133124299, -0.088792150248, 0.974275024247, -0.894103583887, -0.387028691455, -0.225360984358,
        0.397082674135, -0.917782515657, 0.000777082297, 0.409183901289, 0.026494895801, 0.572722826226,
      ],
    ],
    [
      [-2.1, 1.6, -2.2, -2.7, 1.9, -5],
      [
        -0.998171777693, 0.052769365766, 0.029470260505, -0.002582105457, -0.524373447463, 0.85148448038,
        0.060385718088, 0.849851682138, 0.523551032296, -0.345740073176, -0.438954445969, 0.587127623492,
      ],
    ],
  ])('puts the tool where an independent computation does, q = %j', (q, expected) => {
    expectClose(toolAt(SIX_AXIS, q), expected);
  });

  it('sums masses and inertias of what is fixed together, fingers too', () => {
    // Sum of 6 x 6 spatial inertias in numpy.
    const hand = model.links[6];
    expect(hand.name).toBe('flange');
    expect(hand.massKg).toBeCloseTo(1, 12);
    expectClose(hand.centre, [-0.00084852813742, 0.00084852813742, 0.0435]);
    expectClose(
      hand.inertia,
      [
        0.0013811044973074044, 0.0016147555026925946, 0.00111336, 0.00027999829820086553, 5.515432893255053e-6,
        -5.515432893255053e-6,
      ],
      14,
    );
    const total = model.links.reduce((sum, { massKg }) => sum + massKg, 0);
    expect(total).toBeCloseTo(4 + 3.5 + 4.2 + 2.8 + 1.4 + 1.1 + 0.3 + 0.6 + 0.1, 12);
  });

  it('takes joints, limits and unit axes from the file', () => {
    expect(model.name).toBe('six-axis');
    const names = ['waist', 'shoulder', 'elbow', 'forearm-roll', 'wrist-pitch', 'hand-roll'];
    expect(model.joints.map(({ name }) => name)).toEqual(names);
    expect(model.joints[4]).toMatchObject({
      axis: [0, 1, 0],
      lowerRad: -2.1,
      upperRad: 2.1,
      maxSpeedRadps: 3.5,
      maxAccelerationRadps2: DEFAULT_ACCELERATION_RADPS2,
      maxTorqueNm: 28,
    });
    expect(model.joints[5]).toMatchObject({ lowerRad: -2 * Math.PI, upperRad: 2 * Math.PI });
  });

  it('makes two opposed sliding joints the gripper', () => {
    const { gripper } = model;
    expect(gripper).toMatchObject({ maxWidthM: 0.09, maxSpeedMps: 0.16, maxForceN: 60 });
    expectClose(gripper.fingerSize, [0.02, 0.05, 0.016]);
    expect(gripper.tipBeyondTcpM).toBeCloseTo(0.01, 12);
  });

  it('stands for links with their primitives, for the hand without its fingers', () => {
    expect(model.links.map(({ boxes }) => boxes.length)).toEqual([1, 1, 1, 2, 1, 1, 2]);
    for (const { spheres } of model.links) expect(spheres.length).toBeGreaterThan(0);
    const [cylinder] = model.links[4].boxes;
    expectClose(cylinder.size, [0.09, 0.09, 0.12]);
    expectClose(cylinder.frame.translation, [0.04, 0, 0]);
  });

  it('says what the file does not say', () => {
    expect(notes).toEqual([
      'Acceleration of all joints (URDF does not have it): 10 rad/s2.',
      'Continuous joints turn by up to one turn either way: hand-roll.',
      'Friction of the pads (URDF does not have it): 0.8.',
      expect.stringMatching(/^\d+ spheres stand for the arm; they reach up to \d\d mm beyond it\.$/),
    ]);
  });

  it('gives the same arm for the same text, whatever its line ends', () => {
    expect(parse(SIX_AXIS).model).toEqual(model);
    expect(parse(`\uFEFF${SIX_AXIS.replaceAll('\n', '\r\n')}`).model).toEqual(model);
  });
});

describe('the tool centre point', () => {
  it('is between the tips where no link is called so', () => {
    const { model, notes } = parse(without('tcp', 'tcp-mount'));
    expectClose(model.tcp.translation, [0, 0, 0.12]);
    expectClose(model.gripper.fingerSize, [0.02, 0.05, 0.016]);
    expect(model.gripper.tipBeyondTcpM).toBe(0.01);
    expect(notes).toContain(
      "No link is named tcp or tool0; the tool centre point is 100 mm along z from the fingers' parent.",
    );
  });

  it('is turned about z until the fingers move along y', () => {
    const text = change('<origin xyz="0 0 0.1"/>', '<origin xyz="0 0 0.1" rpy="0 0 -1.0471975511965976"/>');
    const { model, notes } = parse(text);
    expectClose(model.tcp.rotation, [...parse(SIX_AXIS).model.tcp.rotation]);
    expect(notes).toContain(
      'The tool centre point is turned by 60.0 degrees about z so that the fingers move along its y axis.',
    );
  });

  it.each(['my_TCP', 'tool0', 'left_tool_center_point', 'gripper_end_effector'])('may be called %s', (name) => {
    const text = SIX_AXIS.replace('<link name="tcp"', `<link name="${name}"`).replace('link="tcp"', `link="${name}"`);
    const { model, notes } = parse(text);
    expectClose(model.tcp.translation, [0, 0, 0.12]);
    expect(notes.join()).not.toContain('named tcp');
  });

  it('ends the arm at the link of that name: what lies beyond stands still', () => {
    const text = change('<link name="tcp"/>', '<link name="camera"/>')
      .replace('<child link="tcp"/>', '<child link="camera"/>')
      .replace('<link name="wrist">', '<link name="tool0">')
      .replaceAll('link="wrist"', 'link="tool0"');
    const fingerless = without('left-finger', 'left-slide', without('right-finger', 'right-slide', text));
    const { model, notes } = parse(fingerless);
    expect(model.joints.map(({ name }) => name)).toEqual(['waist', 'shoulder', 'elbow', 'forearm-roll']);
    expect(model.links[4].massKg).toBeCloseTo(1.4 + 1.1 + 0.3 + 0.6, 12);
    expect(notes).toContain('Joints beside the arm stand still at 0: wrist-pitch, hand-roll.');
  });

  it('is the end of the links on the hand where there are no fingers either', () => {
    const bare = without(
      'tcp',
      'tcp-mount',
      without('left-finger', 'left-slide', without('right-finger', 'right-slide')),
    );
    const { model, notes } = parse(bare);
    expectClose(model.tcp.translation, [0, 0, 0.02]);
    expect(model.gripper.maxWidthM).toBe(0.08);
    expect(notes.join('\n')).toMatch(/No fingers were found.*\n.*the frame of the link "hand"\./);
  });
});

describe('the fingers', () => {
  it('may both be driven', () => {
    const { gripper } = parse(change('    <mimic joint="left-slide"/>\n', '')).model;
    expect(gripper.maxWidthM).toBe(0.09);
  });

  it('take their stroke from the joint that is driven', () => {
    const text = SIX_AXIS.replace(
      /(<joint name="right-slide"[^]*?)lower="0" upper="0.045" velocity="0.08" effort="60"/,
      '$1lower="0" upper="1" velocity="0.05" effort="1"',
    );
    expect(parse(text).model.gripper).toMatchObject({ maxWidthM: 0.09, maxSpeedMps: 0.1, maxForceN: 60 });
  });

  it('have a common size where they have no primitives', () => {
    const mesh = '<geometry><mesh filename="finger.stl"/></geometry>';
    const { model, notes } = parse(SIX_AXIS.replaceAll('<geometry><box size="0.02 0.016 0.05"/></geometry>', mesh));
    expectClose(model.gripper.fingerSize, [0.02, 0.05, 0.015]);
    expect(notes).toContain('Collision meshes are left out, as if nothing were there: left-finger, right-finger.');
    expect(notes.join()).toContain('The fingers have no collision primitives');
  });
});

describe('home', () => {
  const { model } = parse(SIX_AXIS);
  const kinematics = new Kinematics(model);

  it('holds the hand down, ahead of the arm and above the table, away from limits', () => {
    expect(kinematics.tilt).toBeLessThan(1e-3);
    expect(Math.abs(kinematics.yaw)).toBeLessThan(1e-3);
    expect(kinematics.x).toBeGreaterThan(0.3);
    expect(Math.abs(kinematics.y)).toBeLessThan(0.01);
    expect(kinematics.z).toBeGreaterThan(0.1);
    model.joints.forEach(({ lowerRad, upperRad }, i) => {
      expect(model.home[i]).toBeGreaterThan(lowerRad + 0.3);
      expect(model.home[i]).toBeLessThan(upperRad - 0.3);
    });
  });

  it.each([0, 1.6, 3.1, -1.6])('takes no joint round by more than half a turn, hand mounted at %f rad', (yaw) => {
    const { joints, home } = parse(change('rpy="0 0 0.7853981633974483"', `rpy="0 0 ${yaw}"`)).model;
    const away = joints.map(({ lowerRad, upperRad }, i) => Math.abs(home[i] - (lowerRad + upperRad) / 2));
    expect(Math.max(...away)).toBeLessThanOrEqual(Math.PI);
  });

  it('holds the hand nearly down where too few joints leave no choice of place', () => {
    const mass = '<inertial><mass value="1"/><inertia ixx="0.01" iyy="0.01" izz="0.01"/></inertial>';
    const limit = '<limit lower="-3" upper="3" velocity="2" effort="50"/>';
    const part = (i: number, height: number, axis: string): string =>
      `<link name="l${i}">${mass}</link><joint name="j${i}" type="revolute"><parent link="l${i - 1}"/>` +
      `<child link="l${i}"/><origin xyz="0 0 ${height}"/><axis xyz="${axis}"/>${limit}</joint>`;
    const parts = [part(1, 0.1, '0 0 1'), part(2, 0.2, '0 1 0'), part(3, 0.4, '0 1 0')].join('\n');
    const tool =
      '<link name="tcp"/><joint name="end" type="fixed"><parent link="l3"/><child link="tcp"/><origin xyz="0 0 0.3"/></joint>';
    const { model } = parse(`<robot name="three"><link name="l0"/>${parts}${tool}</robot>`);
    const posture = new Kinematics(model);
    expect(posture.tilt).toBeLessThan(0.3);
    expect(posture.x).toBeGreaterThan(0.2);
    expect(posture.z).toBeGreaterThan(0.05);
  });

  it('says so where the hand cannot point down', () => {
    const axis = '<child link="knuckle"/>\n    <origin xyz="0.1 0 0"/>\n    <axis xyz="0 2 0"/>';
    const stiff = change(axis, axis.replace('0 2 0', '1 0 0')).replace(
      'lower="-1.75" upper="2.2"',
      'lower="0" upper="0.2"',
    );
    const level = stiff.replace('lower="-2.5" upper="1.3"', 'lower="-0.1" upper="0.1"');
    expect(parse(level).notes.join()).toMatch(/at home it is \d\d degrees off/);
  });
});
