/** A scenario of the arm with something of everything. */
export const SCENE = `version: 1
name: Something of everything.
family: test
domain: manipulation
timeLimitS: 12
parameters:
  side: { choice: [-1, 1] }
  far: { uniform: [0.3, 0.4] }
arm:
  start: { x: 0.4, y: 0, z: 0.35 }
task:
  kind: place
  object: cube
  goal: { x: 0.5, y: 0.25 * $side }
objects:
  - id: cube
    shape: { kind: box, lengthM: 0.05, widthM: 0.04, heightM: 0.06 }
    massKg: { normal: [0.2, 0.05, 0.1, 0.3] }
    position: { x: 0.5, y: -0.25 * $side }
    yawRad: { uniform: [-1, 1] }
  - id: tin
    when: $far > 0.31
    shape: { kind: cylinder, radiusM: 0.02, heightM: 0.1 }
    position: { x: $far, y: 0.3 }
obstacles:
  - id: ball
    shape: { kind: sphere, radiusM: 0.05 }
    path:
      points:
        - { x: 0.9, y: 0, z: 0.2 }
        - { x: 0.6, y: 0, z: 0.2 }
      backAndForth: true
      start: { kind: near, point: { x: 0.5, y: 0, z: 0.2 }, distanceM: 0.25 }
belt: { x: 0.65, y: -0.6, lengthM: 0.4, widthM: 0.1, heightM: 0.03, speedMps: 0.1 }
person:
  shoulder: { x: 1, y: 0.3, z: 0.5 }
  hand: { points: [{ x: 0.8, y: 0.25, z: 0.2 }] }
events:
  - trigger: { kind: held, s: 1 }
    action: { kind: slip }
  - trigger: { kind: time, s: 2 }
    action: { kind: shove, object: cube, velocity: { x: 0.1, y: 0 } }
  - trigger: { kind: time, s: 3 }
    action: { kind: belt-speed, speedMps: 0.2 }
`;
