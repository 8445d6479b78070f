import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as math from '../../../sim/kernel/math.ts';
import { evenly } from './arbitraries.ts';

type RecordedFunction = 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'atan2' | 'exp' | 'ln' | 'pow' | 'tanh';

/** Bits as this release computes them; a change of the library must show here before it shows in a digest. */
const RECORDED: readonly (readonly [RecordedFunction, readonly number[], string])[] = [
  ['sin', [0.1], '3fb98eaecb8bcb2c'],
  ['sin', [1], '3feaed548f090cee'],
  ['sin', [2.5], '3fe326af0dcfcab0'],
  ['sin', [-7], 'bfe50608c26d0a08'],
  ['sin', [100000], '3fa24daa9c527e96'],
  ['sin', [1e22], 'bfeb453ab76bf397'],
  ['cos', [0.1], '3fefd712f9a817c1'],
  ['cos', [1], '3fe14a280fb5068c'],
  ['cos', [2.5], 'bfe9a2f7ef858b7d'],
  ['cos', [-7], '3fe81ff79ed92017'],
  ['cos', [100000], 'bfeffac3841b3da7'],
  ['cos', [1e22], '3fe0be2cef01c8f4'],
  ['tan', [0.1], '3fb9af8877430b80'],
  ['tan', [1], '3ff8eb245cbee3a6'],
  ['tan', [2.5], 'bfe7e79b4e00bb15'],
  ['tan', [-7], 'bfebe2e6e13eea78'],
  ['tan', [100000], 'bfa250a9d503313d'],
  ['asin', [0.1], '3fb9a49276037884'],
  ['asin', [-0.5], 'bfe0c152382d7366'],
  ['asin', [0.99], '3ff6de3c6f33d51e'],
  ['acos', [0.1], '3ff787b22ce3f590'],
  ['acos', [-0.5], '4000c152382d7366'],
  ['acos', [0.99], '3fc21df72882bfd7'],
  ['atan', [0.1], '3fb983e282e2cc4d'],
  ['atan', [-2], 'bff1b6e192ebbe44'],
  ['atan', [1000], '3ff91de2c0e658bd'],
  ['exp', [0.1], '3ff1aec7b35a00d4'],
  ['exp', [-1], '3fd78b56362cef38'],
  ['exp', [10], '40d5829dcf950560'],
  ['exp', [-300.5], '24d629f5b5352a54'],
  ['ln', [0.1], 'c0026bb1bbb55515'],
  ['ln', [2], '3fe62e42fefa39ef'],
  ['ln', [12345.678], '4022d79559791e31'],
  ['tanh', [0.1], '3fb983d7795f413a'],
  ['tanh', [-1], 'bfe85efab514f394'],
  ['tanh', [3.5], '3feff112c63a9077'],
  ['tanh', [0.7], '3fe356fb17af2e91'],
  ['atan2', [1, 2], '3fddac670561bb4f'],
  ['atan2', [-1, -2], 'c0056c6e7397f5ae'],
  ['atan2', [0.3, -0.7], '4005e4c36ca0118a'],
  ['atan2', [-5, 0.001], 'bff921299d2d0320'],
  ['pow', [2, 0.5], '3ff6a09e667f3bcd'],
  ['pow', [1.1, 4], '3ff76cf41f212d79'],
  ['pow', [0.3, -2.5], '40344938a632994c'],
  ['pow', [10, -3], '3f50624dd2f1a9fc'],
];

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

describe('transcendental functions', () => {
  it.each(RECORDED)('%s(%j) has the recorded bits', (name, args, bits) => {
    const call: (...args: number[]) => number = math[name];
    expect(bitsOf(call(...args))).toBe(bits);
  });

  it('agree with published decimal values', () => {
    // Ng, "Argument reduction for huge arguments: good to the last bit", 1992.
    expect(math.sin(1e22)).toBe(-0.8522008497671888);
    expect(math.exp(-Math.LN2)).toBe(0.5);
    expect(math.ln(10)).toBe(Math.LN10);
    expect(math.atan2(0, -1)).toBe(Math.PI);
    expect(math.pow(2, 10)).toBe(1024);
  });

  it('stay within 4 units in the last place of the engine', () => {
    const close = (ours: number, engine: number): boolean =>
      Object.is(ours, engine) || Math.abs(ours - engine) <= 4 * Number.EPSILON * Math.max(Math.abs(engine), 1e-3);
    fc.assert(
      fc.property(evenly(-50, 50), evenly(-1, 1), (x, u) => {
        const y = Math.abs(x) + 0.01;
        return (
          close(math.sin(x), Math.sin(x)) &&
          close(math.cos(x), Math.cos(x)) &&
          close(math.atan(x), Math.atan(x)) &&
          close(math.tanh(x), Math.tanh(x)) &&
          close(math.exp(x), Math.exp(x)) &&
          close(math.ln(y), Math.log(y)) &&
          close(math.asin(u), Math.asin(u)) &&
          close(math.acos(u), Math.acos(u)) &&
          close(math.atan2(u, x), Math.atan2(u, x)) &&
          close(math.pow(y, u), Math.pow(y, u)) &&
          (Math.abs(math.cos(x)) < 1e-3 || close(math.tan(x), Math.tan(x)))
        );
      }),
    );
  });
});

describe('hypot', () => {
  it('is the length of a vector', () => {
    expect(math.hypot(3, -4)).toBe(5);
    expect(math.hypot(0, -0)).toBe(0);
  });
});

describe('wrapAngle', () => {
  it('keeps what is in (-pi, pi], bit for bit', () => {
    for (const angle of [Math.PI, -3.1415926, 0, -0, 1.5]) expect(math.wrapAngle(angle)).toBe(angle);
  });

  it('takes -pi to pi', () => {
    expect(math.wrapAngle(-Math.PI)).toBe(Math.PI);
    expect(math.wrapAngle(3 * Math.PI)).toBeCloseTo(Math.PI, 14);
  });

  it('lands in (-pi, pi] for every finite angle', () => {
    const anywhere = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      evenly(-1e5, 1e5),
      fc
        .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -4, max: 4 }))
        .map(([turns, steps]) => turns * Math.PI * (1 + steps * Number.EPSILON)),
    );
    fc.assert(
      fc.property(anywhere, (angle) => {
        const wrapped = math.wrapAngle(angle);
        expect(wrapped).toBeGreaterThan(-Math.PI);
        expect(wrapped).toBeLessThanOrEqual(Math.PI);
      }),
      { numRuns: 2000 },
    );
  });

  it('differs from the angle by whole turns', () => {
    fc.assert(
      fc.property(evenly(-1e4, 1e4), (angle) => {
        const turns = (angle - math.wrapAngle(angle)) / (2 * Math.PI);
        expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-12);
      }),
    );
  });

  it('has no direction for what is not finite', () => {
    expect(math.wrapAngle(NaN)).toBeNaN();
    expect(math.wrapAngle(Infinity)).toBeNaN();
  });
});

describe('clamp and lerp', () => {
  it('limits and passes NaN', () => {
    expect([math.clamp(-2, -1, 1), math.clamp(0.5, -1, 1), math.clamp(7, -1, 1)]).toEqual([-1, 0.5, 1]);
    expect(math.clamp(NaN, -1, 1)).toBeNaN();
  });

  it('reaches both ends exactly', () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (a, b) => {
          expect(math.lerp(a, b, 0) - a).toBe(0);
          expect(math.lerp(a, b, 1) - b).toBe(0);
        },
      ),
    );
    expect(math.lerp(2, 4, 0.25)).toBe(2.5);
  });
});

describe('installDeterministicMath', () => {
  const names = ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'exp', 'log', 'pow', 'tanh', 'hypot'] as const;

  it('replaces what the engine has, once and for all', () => {
    math.installDeterministicMath();
    const installed = names.map((name) => Math[name]);
    math.installDeterministicMath();
    expect(names.map((name) => Math[name])).toEqual(installed);
    for (const name of names) expect(String(Math[name]), name).not.toContain('[native code]');
    for (const [name, args, bits] of RECORDED) {
      const call: (...args: number[]) => number = Math[name === 'ln' ? 'log' : name];
      expect(bitsOf(call(...args)), name).toBe(bits);
    }
    expect([Math.hypot(), Math.hypot(-3), Math.hypot(2, 3, 6)]).toEqual([0, 3, 7]);
  });
});
