import { pairingOf } from '../compare/pairing.ts';
import { evenSize, planFilm } from '../export/film-plan.ts';
import { makeFilm } from '../export/make-film.ts';
import { ReplayFilm } from '../export/replay/replay-film.ts';
import { SceneFilmStage } from '../export/replay/scene-film-stage.ts';
import { createRecordOpener } from '../records/record-opener.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import { STANDARD_VIEW } from '../replay-scene/replay-scene.ts';
import { pairSubject } from '../replay/subject.ts';
import { THEMES } from '../theme/tokens.ts';
import { ActsFilm } from './acts-film.ts';
import type { HeroAct, HeroFilm, HeroWish } from './hero-wish.ts';

const LOOK = { tokens: THEMES.dark, family: 'system-ui, sans-serif' };

async function make({ acts, format, width, height, fps, zoom }: HeroWish): Promise<HeroFilm> {
  const records = await openAll(new Set(acts.flatMap(({ a, b }) => [a, b])));
  const film = new ActsFilm(
    acts.map((act) => ({ ...act, film: actFilm(act, records, zoom) })),
    LOOK,
  );
  const plan = planFilm({ fromS: 0, toS: film.endS, fps, speed: 1, holdS: 0 });
  const pictures: Uint8Array<ArrayBuffer>[] = [];
  const made = await makeFilm({
    source: film,
    plan,
    size: evenSize({ width, height }),
    format,
    dither: false,
    onFrame: async (_frame, pixels) => {
      pictures.push(new Uint8Array(await crypto.subtle.digest('SHA-256', pixels)));
    },
    onProgress: ({ done, total }) => {
      if (done % 50 === 0) console.log(`${done} of ${total} pictures`);
    },
  });
  film.dispose();
  const { codec, frames } = made;
  return {
    file: await base64Of(made.bytes),
    codec,
    frames,
    lengthS: plan.lengthS,
    pictures: await hexOf(new Blob(pictures)),
  };
}

function actFilm(act: HeroAct, records: ReadonlyMap<string, OpenedRecord>, zoom: number): ReplayFilm {
  const of = (address: string): OpenedRecord => records.get(address)!;
  const pairing = pairingOf(of(act.a), of(act.b));
  const divergence = pairing.kind === 'pair' ? pairing.pair.divergence : null;
  const subject = pairSubject({
    a: of(act.a).clip,
    b: of(act.b).clip,
    nameA: act.nameA,
    nameB: act.nameB,
    divergence,
  });
  const recordOf = new Map([of(act.a), of(act.b)].map((record) => [record.clip, record]));
  const view = { ...STANDARD_VIEW, zoom };
  return new ReplayFilm(
    subject,
    'side',
    ([{ clip }]) => new SceneFilmStage(recordOf.get(clip)!, null, LOOK.tokens, view),
    { ...LOOK, captions: true, strip: true, text: '', speed: act.speed },
  );
}

async function openAll(addresses: ReadonlySet<string>): Promise<ReadonlyMap<string, OpenedRecord>> {
  const opener = createRecordOpener({
    worker: new URL('record-worker.js', location.href),
    assets: new URL('assets/', location.href),
  });
  const opened = new Map<string, OpenedRecord>();
  for (const address of addresses) {
    const file = await (await fetch(address)).blob();
    opened.set(address, await opener.open(file, address));
  }
  return opened;
}

async function hexOf(data: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await data.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(',')[1]);
    reader.onerror = () => reject(new Error('The film could not be read back.'));
    reader.readAsDataURL(new Blob([bytes]));
  });
}

Object.defineProperty(window, 'hero', { value: Object.freeze({ make }) });
