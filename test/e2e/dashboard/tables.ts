import { describe, expect, test } from 'vitest';
import { cellsOf, namesOf, showsAll, written } from './shown.ts';
import { asked } from './stage.ts';
import type { Stage } from './stage.ts';

const { count, share, signed, figure, q, between, name } = written;
const table = '&view=table';

/** Every row that a screen shows is a row of its report, in the same order. */
export function dashboardTables(of: () => Stage): void {
  describe('every row of every table is the report’s', () => {
    test('overview: five numbers, days, leaks, moments of truth, channels', async () => {
      const { api, page, open } = of();
      const [journeys, dropOff, makeOrBreak] = await Promise.all([
        api.report('journeys', { ...asked, list: 0 }),
        api.report('drop-off', asked),
        api.report('make-or-break', { ...asked, horizon: '14d' }),
      ]);
      const { result, population } = journeys;
      await open('', table);
      const kpis = await page.locator('.kpi-value').allTextContents();
      expect(kpis).toHaveLength(5);
      expect(kpis[0]).toBe(count(population.journeys));
      expect(kpis[1]).toBe(share(result.convertedWithin));
      expect(kpis[2]).toBe(count(population.open));
      expect(kpis[4]).toBe(share(result.returned));
      await showsAll(
        page,
        'Journeys by day',
        result.series,
        {
          1: (day) => count(day.started),
          2: (day) => count(day.converted),
          3: (day) => count(day.abandoned),
          4: (day) => count(day.open),
        },
        31,
      );
      const leaks = dropOff.result.rows.filter(({ excess }) => excess.value > 0).slice(0, 5);
      await showsAll(page, 'Biggest leaks', leaks, {
        0: (row) => row.touchpoint,
        1: (row) => signed(row.excess.value),
        2: (row) => between(row.excess, signed),
        3: (row) => share(row.hazard),
        4: (row) => count(row.hazard.of),
      });
      const certain = makeOrBreak.result.rows
        .filter(({ verdict }) => verdict === 'make' || verdict === 'break')
        .slice(0, 5);
      await showsAll(page, 'Moments of truth', certain, {
        0: (row) => row.touchpoint,
        1: (row) => signed(row.effect?.value ?? null),
        2: (row) => between(row.effect, signed),
        3: (row) => share(row.reach),
        4: (row) => count(row.reach.count),
        5: (row) => q(row.q),
      });
      await showsAll(page, 'Journeys by channel', result.channels, {
        0: (row) => name(row.channel),
        1: (row) => count(row.journeys),
        2: (row) => count(row.touches),
        3: (row) => share(row.convertedWithin),
      });
      // Both pictures lead to the screen of their report.
      await page.keyboard.press('t');
      const rowOf = (title: string) =>
        page.locator('.figure', { hasText: title }).locator('.interval-row').first();
      await rowOf('Biggest leaks').press('Enter');
      await page.getByRole('heading', { name: 'Where journeys break' }).waitFor();
      await page.goBack();
      await rowOf('Moments of truth').press('Enter');
      const { named } = await namesOf(api);
      const first = named(certain[0]?.touchpoint ?? '');
      await page.getByRole('heading', { name: `Evidence for ${first}` }).waitFor();
    });

    test('flow: the boxes of every step, with what comes again and what is left out', async () => {
      const { api, page, open } = of();
      const own = { minShare: 0.02, exclude: ['chat.bot'] };
      const { result } = await api.report('paths', { ...asked, ...own });
      await open('flow', `${table}&minshare=2&leaveout=chat.bot`);
      const boxes = result.flow.nodes.toSorted((a, b) => a.step - b.step || b.paths - a.paths);
      await showsAll(
        page,
        'Boxes of the flow',
        boxes,
        {
          0: (box) => String(box.step),
          1: (box) => box.key,
          2: (box) => count(box.paths),
          3: (box) => share(box.share),
          4: (box) => (box.again === null ? '' : count(box.again)),
          5: (box) => (box.later === null ? '' : count(box.later)),
          6: (box) => (box.abandoned === null ? '' : count(box.abandoned)),
          7: (box) => (box.open === null ? '' : count(box.open)),
        },
        40,
      );
    });

    test('drop-off and re-entry: losses, the return curve, from where to where, what brings back', async () => {
      const { api, page, open } = of();
      const [dropOff, reEntry] = await Promise.all([
        api.report('drop-off', asked),
        api.report('re-entry', asked),
      ]);
      await open('drop-off', table);
      await showsAll(
        page,
        'Drop-off by touchpoint',
        dropOff.result.rows,
        {
          0: (row) => row.touchpoint,
          1: (row) => signed(row.excess.value),
          2: (row) => between(row.excess, signed),
          5: (row) => count(row.hazard.count),
          6: (row) => share(row.hazard),
          7: (row) => count(row.hazard.of),
          8: (row) => count(row.touches),
          9: (row) => count(row.censored),
          10: (row) => count(row.lastTouchLost),
          11: (row) => count(row.lastTouchSilent),
          12: (row) => share(row.returned),
        },
        25,
      );
      await showsAll(
        page,
        'Share returned by day',
        reEntry.result.curve,
        {
          0: (point) => String(point.day),
          1: (point) => count(point.returned.count),
          2: (point) => count(point.returned.of),
          3: (point) => share(point.returned),
        },
        31,
      );
      await showsAll(
        page,
        'Returns by place left, place of return and channel',
        reEntry.result.rows,
        {
          0: (row) => row.from,
          1: (row) => row.to,
          2: (row) => name(row.channel),
          3: (row) => count(row.returns),
          4: (row) => share(row.share),
        },
        20,
      );
      await showsAll(page, 'Re-entry points', reEntry.result.points, {
        0: (point) => point.to,
        1: (point) => name(point.channel),
        2: (point) => count(point.returns),
        3: (point) => share(point.shareOfReturns),
        4: (point) => share(point.shareOfFirstTouches),
      });
    });

    test('make-or-break, the evidence of one touchpoint, and on to one journey', async () => {
      const { api, page, open } = of();
      const { result } = await api.report('make-or-break', { ...asked, horizon: '14d' });
      await open('make-or-break', table);
      await showsAll(
        page,
        'Effect on conversion by touchpoint',
        result.rows,
        {
          0: (row) => row.touchpoint,
          1: (row) => share(row.reach),
          2: (row) => count(row.reach.count),
          3: (row) => signed(row.effect?.value ?? null),
          4: (row) => between(row.effect, signed),
          5: (row) => q(row.q),
          6: (row) => figure(row.crude?.value),
          7: (row) => figure(row.adjusted?.value),
          8: (row) => figure(row.eValue?.bound),
        },
        30,
      );
      const row = result.rows.find((one) => one.effect && one.strata.length > 0) ?? expect.fail();
      const { named } = await namesOf(api);
      const at = row.touchpoint;
      // From the chart, as people do.
      await page.keyboard.press('t');
      const drawn = page.locator('.interval-row', {
        has: page.getByText(named(at), { exact: true }),
      });
      await drawn.first().press('Enter');
      await page.getByRole('heading', { name: `Evidence for ${named(at)}` }).waitFor();
      const bounded = (
        one: { value: number; low: number; high: number } | null,
        write: (value: number) => string,
      ) => (one ? `${write(one.value)} (${between(one, write)})` : '–');
      const answers = (await cellsOf(page, 'How sure is it?', [1])).flat();
      expect(answers[0]).toContain(`${bounded(row.effect, signed)} · `);
      expect(answers.slice(1)).toEqual([
        `${count(row.reach.count)} · ${share(row.reach)}`,
        q(row.q),
        bounded(row.crude, figure),
        bounded(row.adjusted, figure),
        bounded(row.met, figure),
        bounded(row.here, figure),
        row.eValue ? `${figure(row.eValue.estimate)} (${figure(row.eValue.bound)})` : '–',
        share({ rate: row.overlap }),
        bounded(row.perMonth, signed),
      ]);
      await page.keyboard.press('t');
      await showsAll(
        page,
        'Like with like',
        row.strata,
        {
          1: ({ values: [channel = ''] }) => name(channel),
          2: ({ met }) => share(met),
          3: ({ notMet }) => share(notMet),
        },
        40,
      );
      const { result: behind } = await api.report('journeys', {
        ...asked,
        behind: JSON.stringify({ kind: 'touched', touchpoint: at }),
        list: 100,
      });
      await showsAll(
        page,
        'The people behind it',
        behind.journeys,
        { 0: (one) => one.subject, 1: (one) => one.outcome, 4: (one) => count(one.touches) },
        8,
      );
      const people = page.getByRole('table', { name: 'The people behind it' });
      const who = people.getByRole('link').first();
      const id = (await who.textContent()) ?? '';
      await who.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('person') === id);
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      await page.goBack();
      await page.getByRole('link', { name: 'See the paths from here' }).press('Enter');
      await page.waitForURL(
        (url) => url.pathname === '/flow' && url.searchParams.get('start') === at,
      );
    });

    test('attribution: every model’s share of every channel, and how far models are apart', async () => {
      const { api, page, open } = of();
      const { result } = await api.report('attribution', { ...asked, replicates: 0 });
      await open('attribution', table);
      const models = result.models.filter(({ status }) => status === 'ok');
      const columns = [0, ...models.map((_, index) => index + 1)];
      const rows = await cellsOf(page, 'Who gets the credit, model by model', columns);
      const keys = new Set(models.flatMap(({ credits }) => credits.map(({ key }) => key)));
      expect(rows.map(([key]) => key).toSorted()).toEqual([...keys].map(name).toSorted());
      for (const [key, ...shares] of rows) {
        expect(shares).toEqual(
          models.map(({ credits }) =>
            share({
              rate: credits.find((credit) => name(credit.key) === key)?.share.value ?? null,
            }),
          ),
        );
      }
      for (const { credits } of models) {
        expect(credits.reduce((sum, credit) => sum + credit.share.value, 0)).toBeCloseTo(1, 6);
      }
      const apart = result.disagreement.distances.toSorted((a, b) => b.distance - a.distance);
      await showsAll(
        page,
        'How far models are apart',
        apart,
        { 2: ({ distance }) => share({ rate: distance }) },
        6,
      );
    });

    test('channels: where people begin, move, are won, and both sides', async () => {
      const { api, page, open } = of();
      const { result } = await api.report('channels', { ...asked, horizon: '14d' });
      await open('channels', table);
      await showsAll(
        page,
        'Where people begin, and what becomes of them',
        result.firsts,
        {
          0: (row) => name(row.first),
          2: (row) => count(row.journeys),
          3: (row) => share(row.convertedWithin),
        },
        25,
      );
      await showsAll(
        page,
        'Who moves from where to where',
        result.moves,
        {
          0: (row) => name(row.from),
          1: (row) => name(row.to),
          2: (row) => count(row.moves),
          3: (row) => count(row.journeys),
          4: (row) => share(row.share),
        },
        40,
      );
      await showsAll(
        page,
        'Begun here, won there',
        result.landings,
        {
          0: (row) => name(row.first),
          1: (row) => name(row.last),
          2: (row) => count(row.conversions),
          3: (row) => share(row.share),
        },
        40,
      );
      await showsAll(page, 'Digital and analog', result.mixes, {
        1: (row) => count(row.journeys),
        2: (row) => share(row.share),
        3: (row) => share(row.convertedWithin),
      });
    });

    test('feedback: ratings by touchpoint, how often each, and what comments are about', async () => {
      const { api, page, open } = of();
      const [feedback, topics] = await Promise.all([
        api.report('feedback', { ...asked, horizon: '14d' }),
        api.report('topics', { ...asked, horizon: '14d' }),
      ]);
      await open('feedback', table);
      await showsAll(
        page,
        'Ratings by touchpoint',
        feedback.result.rows,
        {
          0: (row) => row.touchpoint,
          1: (row) => figure(row.mean.value),
          2: (row) => between(row.mean, figure),
          3: (row) => count(row.mean.n),
          4: (row) => count(row.rated),
          5: (row) => share(row.answered),
        },
        30,
      );
      const { distribution } = feedback.result.overall;
      await showsAll(page, 'How often', distribution, { 1: (often) => count(often) });
      await showsAll(
        page,
        'What comments are about',
        topics.result.rows,
        {
          0: (row) => row.label,
          1: (row) => share(row.share),
          2: (row) => count(row.people),
          3: (row) => figure(row.rating.value),
          5: (row) => share(row.converted),
          7: (row) => figure(row.odds?.value),
          8: (row) => q(row.q),
        },
        30,
      );
    });

    test('the journey map: phases by channels, and what came next', async () => {
      const { api, page, open } = of();
      const { result } = await api.report('phases', asked);
      await open('journey-map', table);
      await showsAll(
        page,
        'How people pass the phases',
        result.cells,
        {
          0: (cell) => cell.phase,
          1: (cell) => name(cell.channel),
          2: (cell) => count(cell.journeys.count),
          3: (cell) => share(cell.journeys),
          4: (cell) => count(cell.touches),
          5: (cell) => share(cell.wentOn),
          6: (cell) => share(cell.converted),
          7: (cell) => share(cell.cameBack),
          8: (cell) => share(cell.abandoned),
          9: (cell) => share(cell.open),
        },
        40,
      );
      for (const one of result.cells) {
        const { wentOn, cameBack, converted, abandoned, open: undecided, journeys } = one;
        const next = [wentOn, cameBack, converted, abandoned, undecided];
        expect(next.reduce((sum, { count: n }) => sum + n, 0)).toBe(journeys.count);
      }
      await page.keyboard.press('t');
      await page.locator('.tile').first().waitFor();
      expect(await page.locator('.tile').count()).toBe(result.cells.length);
    });
  });
}
