import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../scenarios/records/crc32.ts';
import { exactJson } from '../../../scenarios/records/exact-json.ts';

const utf8 = new TextEncoder();

describe('crc32', () => {
  it('gives the published check values', () => {
    expect(crc32(utf8.encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
    expect(crc32(utf8.encode('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
  });
});

describe('exactJson', () => {
  it('is read back to the same bits by JSON.parse', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constantFrom(null, -0, 0),
        fc.array(tie('any')),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('any'),
          { noNullPrototype: true },
        ),
      ),
    })).any;
    // toStrictEqual tells -0 from 0.
    fc.assert(
      fc.property(value, (x) => {
        expect(JSON.parse(exactJson(x))).toStrictEqual(x);
      }),
    );
    expect(exactJson({ a: [-0, undefined], b: undefined })).toBe('{"a":[-0,null]}');
  });

  it('refuses numbers that JSON has not', () => {
    expect(() => exactJson({ x: [NaN] })).toThrow(/expected a finite number, found NaN/);
    expect(() => exactJson(-Infinity)).toThrow(RangeError);
  });
});
