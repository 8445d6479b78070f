import { describe, expect, it } from 'vitest';
import { REFERENCE_ARMS, STANDARD_ARMS } from '../../../policies/driving/arms.ts';
import { ABLATION_ARMS, STANDARD_MANIPULATION_ARMS } from '../../../policies/manipulation/arm-names.ts';
import { suitePlan } from '../../../renderer/host/suite-contract.ts';
import { armGroups, armWords, CHOOSABLE, scenariosOf } from '../../../renderer/suites/suite-catalogue.ts';
import {
  checkDraft,
  documentsFor,
  firstDraft,
  inDomain,
  type SuiteDraft,
} from '../../../renderer/suites/suite-draft.ts';
import { clockText, leftText, outcomeText, paceText } from '../../../renderer/suites/suite-words.ts';
import { suiteCommand } from '../../../renderer/share/command-lines.ts';
import { domainNamed, DOMAINS } from '../../../scenarios/domains/domains.ts';
import { SUITES } from '../../../scenarios/suites/suites.ts';
import { findSelection } from '../../../scenarios/cli/select-scenarios.ts';
import { crash, episode } from '../../scenarios/results/episodes.ts';
import { rowOf } from './suite-harness.ts';

const check = (patch: Partial<SuiteDraft>) => checkDraft({ ...firstDraft(8), ...patch });

describe('what is to be run', () => {
  it('is whole from the first moment', () => {
    const { plan, faults, episodes } = check({});
    expect(faults).toEqual({});
    expect(suitePlan.parse(plan)).toEqual({
      ...{ what: ['pedestrian/tail'], documents: [], arms: ['fast', 'reflex', 'dual'], seeds: [0, 19] },
      ...{ split: 'test', latenciesMs: [200], record: 'failures', workers: 7 },
    });
    expect(episodes).toBe(60);
    expect(firstDraft(1).workers).toBe('1');
  });

  it('counts scenarios once, however often they were chosen', () => {
    const what = ['longtail', 'pedestrian/common', 'pedestrian/tail'];
    const documents = [{ handle: 'd1', name: 'a.yaml', domain: 'driving' as const }];
    const { plan, episodes } = check({ what, documents, arms: ['dual'], lastSeed: '9', latencies: '0 200, 800ms' });
    expect(scenariosOf(what)).toEqual([...findSelection(['longtail', 'pedestrian/common'], 'test').scenarios]);
    expect(episodes).toBe((11 + 1) * 1 * 10 * 3);
    expect(plan).toMatchObject({ what, documents: ['d1'], latenciesMs: [0, 200, 800] });
  });

  it('offers every suite, scenario and arm in the groups of the command line', () => {
    for (const { id, scenarios } of CHOOSABLE) expect(findSelection([id], 'test').scenarios).toEqual([...scenarios]);
    for (const { id, domain } of CHOOSABLE) expect(findSelection([id], 'test').domain.name).toBe(domain);
    expect(CHOOSABLE.filter(({ group }) => group === 'Suites').map(({ id }) => id)).toEqual(SUITES.map(({ id }) => id));
    expect(armGroups('driving')).toEqual([
      { name: 'standard', arms: STANDARD_ARMS },
      { name: 'references', arms: [...REFERENCE_ARMS] },
    ]);
    expect(armGroups('manipulation')).toEqual([
      { name: 'standard', arms: [...STANDARD_MANIPULATION_ARMS] },
      { name: 'ablations', arms: [...ABLATION_ARMS] },
    ]);
    for (const { name, armTitles } of DOMAINS) {
      const arms = armGroups(name).flatMap((group) => group.arms);
      expect([...arms].sort()).toEqual(Object.keys(armTitles).sort());
      expect(arms.map((arm) => armWords(name, arm))).not.toContain('');
    }
  });

  it('turns to the other domain and back, with what was chosen of each', () => {
    const ticked: SuiteDraft = { ...firstDraft(8), what: ['longtail'], arms: ['aeb'], lastSeed: '4' };
    const arm = inDomain(ticked, 'manipulation');
    const { plan, episodes } = checkDraft(arm);
    expect(plan).toMatchObject({ what: ['pick-place/tail'], arms: [...STANDARD_MANIPULATION_ARMS], seeds: [0, 4] });
    expect(episodes).toBe(STANDARD_MANIPULATION_ARMS.length * 5);
    const chosen = { ...arm, what: ['manipulation'], arms: ['no-cascade', 'oracle', 'aeb'] };
    const back = inDomain(chosen, 'driving');
    expect(checkDraft(back).plan).toMatchObject({ what: ['longtail'], arms: ['aeb'], seeds: [0, 4] });
    expect(inDomain(back, 'driving')).toBe(back);
    const again = checkDraft(inDomain(back, 'manipulation'));
    // An arm of driving alone is none of this domain.
    expect(again.plan).toMatchObject({ what: ['manipulation'], arms: ['no-cascade', 'oracle'] });
    expect(again.episodes).toBe(2 * 5 * domainNamed('manipulation').library.length);
  });

  it('shows each file that was chosen, wherever it lies and whatever it has become on disk', () => {
    const file = (handle: string, domain: 'driving' | 'manipulation') => ({ handle, name: `${handle}.yaml`, domain });
    const handedOver = file('d0', 'driving');
    const documents = [handedOver, file('d1', 'driving'), file('d2', 'driving')];
    const files = [file('d1', 'driving'), file('d2', 'manipulation'), file('d3', 'manipulation')];
    const shown = documentsFor({ ...firstDraft(1), documents }, files);
    expect(shown.map(({ handle }) => handle)).toEqual(['d0', 'd2', 'd1']);
    expect(documentsFor(inDomain(firstDraft(1), 'manipulation'), files)).toEqual(files.slice(1));
  });

  it.each<[string, Partial<SuiteDraft>, string, string]>([
    ['nothing chosen', { what: [] }, 'what', 'Choose at least one suite, scenario or scenario file.'],
    ['no arm', { arms: [] }, 'arms', 'Choose at least one arm.'],
    [
      'a seed of letters',
      { firstSeed: 'x1' },
      'seeds',
      'Expected whole numbers from 0 to 999999999 as seeds, found “x1”.',
    ],
    [
      'a negative seed',
      { lastSeed: '-3' },
      'seeds',
      'Expected whole numbers from 0 to 999999999 as seeds, found “-3”.',
    ],
    ['seeds the wrong way round', { firstSeed: '30' }, 'seeds', 'The last seed, 19, is below the first, 30.'],
    [
      'too many seeds',
      { lastSeed: '1000000' },
      'seeds',
      'These are 1000001 seeds; at most 1000000 can be run at once.',
    ],
    [
      'no latency',
      { latencies: ' , ' },
      'latencies',
      'Expected at least one latency in milliseconds, for example 200.',
    ],
    [
      'a latency of words',
      { latencies: '200, soon' },
      'latencies',
      'Expected milliseconds from 0 to 60000, with commas between, found “soon”.',
    ],
    [
      'a latency too long',
      { latencies: '60001' },
      'latencies',
      'Expected milliseconds from 0 to 60000, with commas between, found “60001”.',
    ],
    [
      'too many episodes',
      { lastSeed: '99999' },
      'size',
      'More than 200000 can only be run with the command line: choose fewer seeds or arms.',
    ],
    ['no worker', { workers: '0' }, 'workers', 'Expected a whole number of workers from 1 to 64, found “0”.'],
  ])('is refused with a sentence: %s', (_, patch, field, sentence) => {
    const { plan, faults } = check(patch);
    expect(plan).toBeNull();
    expect(faults).toEqual({ [field]: sentence });
  });

  it('says all that is wrong at once', () => {
    expect(Object.keys(check({ what: [], workers: '', latencies: '-1' }).faults)).toEqual([
      'what',
      'latencies',
      'workers',
    ]);
  });

  it('becomes the command that runs the same', () => {
    const { plan } = check({ documents: [{ handle: 'd1', name: 'own van.yaml', domain: 'driving' }] });
    expect(plan === null ? '' : suiteCommand(plan, ['own van.yaml'])).toBe(
      "npx twotempo run pedestrian/tail 'own van.yaml' --arms fast,reflex,dual --seeds 0..19 --split test --latency 200 --record failures --workers 7",
    );
  });
});

describe('words', () => {
  it('tell times no more precisely than they are known', () => {
    const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
    expect([clockText(59.4), clockText(185), clockText(7830)].map(plain)).toEqual(['59 s', '3 min 5 s', '2 h 11 min']);
    expect([null, 2, 12, 61, 400, 3600, 9000].map((s) => plain(leftText(s)))).toEqual([
      ...['time left not known yet', 'a few seconds left', 'about 15 s left', 'about 1 min left'],
      ...['about 7 min left', 'about 1 h 0 min left', 'about 2 h 30 min left'],
    ]);
    expect([null, 2.34, 0.05].map(paceText)).toEqual([
      ...['pace not known yet', '2.3 episodes per second', '3.0 episodes per minute'],
    ]);
  });

  it('tell how an episode ended', () => {
    expect(outcomeText(rowOf(crash()))).toBe('collision with cutter at 7.0\u00a0m/s');
    expect(outcomeText(rowOf(episode()))).toBe('goal reached');
    const touched = { ...rowOf(crash()), end: 'goal', impactSpeedMps: null };
    expect(outcomeText(touched)).toBe('collision with cutter, then goal reached');
    const ofArm = { domain: 'manipulation', scores: { 'arm-drops': { value: 1, n: 1, valid: true } } } as const;
    expect(outcomeText(rowOf(episode(ofArm)))).toBe('goal reached; a drop');
    const outcome = { ...crash().outcome, collisionWith: 'boom', impactSpeedMps: 0.034 };
    expect(outcomeText(rowOf(crash({ ...ofArm, scores: null, outcome })))).toBe('collision with boom at 0.03\u00a0m/s');
  });
});
