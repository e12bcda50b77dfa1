import { isAnalog } from '@touchtrail/contract';
import { describe, expect, it } from 'vitest';
import { memoryStore, runCli } from '../../testing/run-cli.ts';
import { importFile } from '../import-file.ts';
import { recipes } from './index.ts';
import type { Recipe } from './recipe.ts';

const clock = () => Date.UTC(2026, 10, 22);

async function load(recipe: Recipe, text: string, timezone = 'Europe/Berlin') {
  const store = memoryStore();
  async function* stream() {
    yield text;
  }
  const input = { name: '/dev/null/none', stream: stream() };
  const summary = await importFile({
    input,
    site: 'shop',
    store,
    clock,
    recipe,
    timezone,
    format: 'csv',
  });
  return { summary, rows: store.rows };
}
const recipe = (name: string): Recipe => {
  const found = recipes.find((one) => one.name === name);
  if (!found) throw new Error(`no recipe ${name}`);
  return found;
};

describe('each recipe', () => {
  it.each(recipes.map((one) => [one.name, one] as const))(
    '%s reads its own sample',
    async (_, one) => {
      const { summary, rows } = await load(one, one.sample);
      expect(summary).toMatchObject({ imported: 1, rejected: 0 });
      expect(rows[0]).toMatchObject({
        user_id: 'C-17',
        name: one.constants.name,
        type: one.constants.type ?? 'touch',
      });
      expect(rows[0]?.['touchpoint']).not.toBe('');
      // No column of the sample may end as a prop by mistake.
      const known = Object.keys(one.columns).filter((field) => field.startsWith('props.'));
      const props = JSON.parse((rows[0]?.['props'] as string | undefined) ?? '{}') as object;
      expect(known).toEqual(
        expect.arrayContaining(Object.keys(props).map((key) => `props.${key}`)),
      );
    },
  );

  it('a second file of the same rows adds nothing', async () => {
    const [one] = recipes;
    if (!one) throw new Error('no recipe');
    const { rows } = await load(one, one.sample);
    const again = await load(one, one.sample);
    expect(again.rows.map((row) => row.event_id)).toEqual(rows.map((row) => row.event_id));
  });
});

it('a receipt is a conversion in its store, at the local time, with the row’s own consent', async () => {
  const { rows } = await load(recipe('store-receipts'), recipe('store-receipts').sample);
  expect(rows[0]).toMatchObject({
    channel: 'store',
    touchpoint: 'store.berlin',
    type: 'conversion',
    value: 249,
    currency: 'EUR',
    ts: Date.parse('2026-10-31T13:05:00Z'),
    consent_purposes: ['measurement', 'offline_join'],
    consent_decided_at: Date.parse('2025-03-01T10:00:00Z'),
  });
  expect(isAnalog(String(rows[0]?.['channel']))).toBe(true);
});

it('German headers with spaces and seconds of talking are read too', async () => {
  const { rows, summary } = await load(
    recipe('call-log'),
    'Anruf ID;Beginn;Kundennummer;Warteschlange;Dauer;Ergebnis\n7;31.10.2026 09:00;C-1;Rück Fragen;61;gelöst\n',
  );
  expect(summary.rejected).toBe(0);
  expect(rows[0]).toMatchObject({
    touchpoint: 'call.rück-fragen',
    duration_ms: 61_000,
    ts: Date.parse('2026-10-31T08:00:00Z'),
  });
});

it('the same number at two systems is not the same event', async () => {
  const one = await load(
    recipe('call-log'),
    'call_id,started_at,customer_id\n1,2026-10-01 10:00,c\n',
  );
  const two = await load(
    recipe('letters'),
    'letter_id,posted_at,customer_id\n1,2026-10-01 10:00,c\n',
  );
  expect(one.rows[0]?.event_id).not.toBe(two.rows[0]?.event_id);
});

const head = 'timestamp,person_id,touchpoint,consent_purposes,consent_at\n';
const row = (purposes: string) => `2026-10-01T10:00:00Z,p,home,${purposes},2026-01-01T00:00:00Z\n`;
const importRows = async (text: string) => {
  const { code, err } = await runCli(['import', '-', '--dry-run'], { stdinText: text });
  return { code, err };
};

describe('consent by row', () => {
  it.each(['', 'none', ' none '])('a row that states %j is refused', async (purposes) => {
    const { code, err } = await importRows(head + row(purposes));
    expect(code).toBe(3);
    expect(err).toContain('consent: the row says that there is none');
  });

  it('a person id needs identification or offline_join', async () => {
    const { code, err } = await importRows(head + row('measurement'));
    expect(code).toBe(3);
    expect(err).toContain('needs identification or offline_join');
    expect((await importRows(head + row('measurement;offline_join'))).code).toBe(0);
  });

  it('an unknown purpose is named', async () => {
    expect((await importRows(head + row('spying'))).err).toContain('consent.purposes');
  });
});

it('import --recipe NAME prints what it reads; a wrong name is corrected', async () => {
  const { code, out } = await runCli(['import', '--recipe', 'letters']);
  expect(code).toBe(0);
  expect(out).toContain('letter_id, shipment_id');
  const wrong = await runCli(['import', '--recipe', 'leters']);
  expect(wrong.code).not.toBe(0);
  expect(wrong.err).toContain('letters');
});
