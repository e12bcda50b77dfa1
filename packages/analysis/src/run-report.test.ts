import { reportNames, sitePrivacySchema } from '@touchtrail/contract';
import type { Language, Site } from '@touchtrail/contract';
import type { Query, Reader } from '@touchtrail/store';
import { describe, expect, test } from 'vitest';
import { ReportError } from './report-error.ts';
import { runReport } from './run-report.ts';

const site: Site = {
  id: 'shop',
  name: 'Shop',
  writeKey: 'wk',
  origins: [],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
  privacy: sitePrivacySchema.parse({}),
};
/** A store without a touch. */
function emptyReader(): { reader: Reader; asked: Query[] } {
  const asked: Query[] = [];
  const reader: Reader = {
    query<Row>(query: Query): Promise<Row[]> {
      asked.push(query);
      return Promise.resolve([]);
    },
  };
  return { reader, asked };
}
const run = (name: string, parameters: Record<string, unknown>) =>
  runReport(name as 'journeys', parameters, { ...emptyReader(), site, clock: () => 5 });
const failure = (name: string, parameters: Record<string, unknown>): Promise<unknown> =>
  run(name, parameters).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('what cannot be asked', () => {
  test('an unknown report', async () => {
    const error = await failure('funel', {});
    expect(error).toBeInstanceOf(ReportError);
    expect(error).toMatchObject({ code: 'unknown_report' });
    expect((error as ReportError).hint).toContain('funnel');
  });

  test('every wrong parameter is named, with what it must be', async () => {
    const error = await failure('funnel', { steps: 'cart', window: 'soon', timezone: 'Mars/Base' });
    expect(error).toMatchObject({ code: 'invalid_parameters' });
    const { problems, message } = error as ReportError;
    expect(problems.map((problem) => problem.parameter).toSorted()).toEqual([
      'steps',
      'timezone',
      'window',
    ]);
    expect(message).toContain('needs at least two steps');
  });

  test('the same in German', async () => {
    const error = await failure('funnel', { steps: 'cart', window: 'soon', groups: 0 });
    const { message, hint, problems } = (error as ReportError).inLanguage('de');
    const said = Object.fromEntries(problems.map((one) => [one.parameter, one.message]));
    expect(said['steps']).toContain('braucht mindestens zwei Schritte');
    expect(said['window']).toContain('muss eine Dauer');
    expect(said['groups']).toContain('muss mindestens');
    expect(message).toMatch(/^Der Bericht funnel lässt sich nicht berechnen: /);
    expect(hint).toBe('Berichtigen Sie die genannten Parameter und fragen Sie noch einmal.');
    expect((error as ReportError).message).toContain('needs at least two steps');
  });

  test('values in a message stay as they are in German', async () => {
    const error = await failure('funnel', { steps: 'a,b', exclude: 'b', listStep: 3 });
    const said = (error as ReportError).inLanguage('de').problems.map(({ message }) => message);
    expect(said).toContain('darf keinen Schritt des Trichters nennen: b');
    expect(said).toContain(
      'muss ein Schritt vor dem letzten von 2 sein, oder der letzte mit listWho=reached',
    );
  });

  test('a range that ends before it begins', async () => {
    const error = await failure('journeys', { from: 10, to: 10 });
    expect(error).toMatchObject({ code: 'invalid_parameters', problems: [{ parameter: 'to' }] });
  });
});

describe('without data', () => {
  test.each([
    ['journeys', {}],
    ['funnel', { steps: 'a,b' }],
    ['paths', {}],
    ['drop-off', {}],
    ['re-entry', {}],
  ])('%s answers with nothing, not with errors or NaN', async (name, parameters) => {
    const report = await run(name, parameters);
    const text = JSON.stringify(report);
    expect(JSON.parse(text)).toEqual(report);
    expect(report).toMatchObject({
      name,
      dataUntil: null,
      computedAt: '1970-01-01T00:00:00.005Z',
      population: { people: 0, journeys: 0, touches: 0, open: 0, excluded: [] },
      parameters: { site: 'shop', timezone: 'Europe/Berlin' },
    });
    expect(report.definition.length).toBeGreaterThan(100);
    expect(report.warnings[0]).toContain('no touches in this range');
  });
});

describe('in German', () => {
  const needed: Readonly<Record<string, Record<string, unknown>>> = {
    funnel: { steps: 'a,b' },
    trends: { report: 'journeys' },
    compare: { report: 'journeys', compareFrom: 1, compareTo: 2 },
    'make-or-break': { evidence: 'a' },
  };
  /** What an answer says in words; everything else must not know the language. */
  const texts = new Set(['definition', 'warnings', 'why', 'headline']);
  const figures = (report: unknown) =>
    JSON.stringify(report, (key, value: unknown) => (texts.has(key) ? null : value));

  test.each(reportNames)('%s has other words and the same figures', async (name) => {
    const ask = (language: Language) =>
      runReport(name, needed[name] ?? {}, { ...emptyReader(), site, clock: () => 5, language });
    const [en, de] = [await ask('en'), await ask('de')];
    expect(figures(de)).toBe(figures(en));
    expect(de.definition).toMatch(/Inaktivitätsgrenze, wenn keine gegeben ist/);
    expect(de.definition).not.toMatch(/\b(?:the|of|and|is)\b/);
    expect(de.warnings).toHaveLength(en.warnings.length);
    expect(de.warnings.length).toBeGreaterThan(0);
    for (const warning of de.warnings) expect(en.warnings).not.toContain(warning);
  });
});

test('the site asked for is the one of the context, and its signal goes along', async () => {
  const { reader, asked } = emptyReader();
  const { signal } = new AbortController();
  await runReport('paths', { site: 'other' }, { reader, site, clock: () => 0, signal });
  expect(asked.length).toBeGreaterThan(2);
  for (const query of asked) {
    expect(query.params?.['site']).toBe('shop');
    expect(query.signal).toBe(signal);
  }
});

test('every place in a query has its value', async () => {
  const calls: [string, Record<string, unknown>][] = [
    ['journeys', { goal: 'a,event:b', segment: [{ field: 'props.x', value: 'y' }], list: 3 }],
    ['funnel', { steps: 'a,b,a', from: 1, to: 2 }],
    ['paths', { startAt: 'a', mergeRepeats: true, unit: 'visit' }],
    ['drop-off', { subject: 'account' }],
    ['re-entry', { horizon: '2d' }],
  ];
  for (const [name, parameters] of calls) {
    const { reader, asked } = emptyReader();
    await runReport(name as 'journeys', parameters, { reader, site, clock: () => 0 });
    for (const { sql, params } of asked) {
      for (const [, place] of sql.matchAll(/\{(\w+):/g)) {
        expect(Object.keys(params ?? {}), `${name}: ${sql}`).toContain(place);
      }
    }
  }
});
