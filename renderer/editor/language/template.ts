/** A scenario to begin with. */
export const TEMPLATE = `# A new scenario. Ctrl+Space offers what may stand at the cursor.
# All fields are described in docs/scenarios.md.
version: 1
name: The car ahead brakes hard.
family: my-family

# A straight road of 900 m. Lanes count from the right, from 0. SI units.
map:
  kind: highway
  lanes: 2
  speedLimitMps: 30
  segments: [{ lengthM: 900 }]
timeLimitS: 15

# Drawn anew for every seed; used below as $speed and $gapS.
parameters:
  speed: { uniform: [20, 28] } # m/s
  gapS: { uniform: [1.2, 2] } # s, from bumper to bumper

# The vehicle that is driven. It has done its task when it passes goalS.
ego:
  lane: 0
  s: 100
  speedMps: $speed
  desiredSpeedMps: $speed
  goalS: 100 + 10 * $speed

# Who else is there.
actors:
  - id: lead
    kind: { choice: [car, van] }
    start: { lane: 0, gapAheadM: $gapS * $speed, speedMps: $speed }
    behaviour: { kind: drive }
    events:
      - trigger: { kind: time, s: { uniform: [2, 4] } }
        action: { kind: brake, decelMps2: { uniform: [5, 8] }, holdS: 3 }
  - id: neighbour
    kind: car
    start: { lane: 1, gapBehindM: 10, speedMps: $speed }
    behaviour: { kind: drive }
`;
