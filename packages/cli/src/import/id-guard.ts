import { CliError } from '../errors.ts';
import { count } from '../terminal/count.ts';
import type { RawEvent } from './csv-row.ts';
import type { ImportStore } from './import-file.ts';
import type { RecordReader } from './records.ts';

/** How much of a file is looked at before anything of it is stored, in bytes of text. */
export const sampleBytes = 1 << 19;

const idFields = ['userId', 'anonymousId', 'accountId'] as const;
type IdField = (typeof idFields)[number];

const words: Readonly<Record<IdField, string>> = {
  userId: 'user ids',
  anonymousId: 'anonymous ids',
  accountId: 'account ids',
};

/** Something in a file that is not what its column says. */
interface IdProblem {
  what: string;
  samples: string[];
}

/** Ids that are asked for in the store; longer ones are left out, a form field has a limit. */
const asked = 300;
const longestAsked = 300;
/** Fewer than these say nothing about a column. */
const fewest = 3;
const fewestDevices = 10;

const looks: readonly { like: string; fits: RegExp }[] = [
  { like: 'e-mail addresses', fits: /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/ },
  {
    like: 'dates',
    fits: /^(\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{4}(\s.*)?|\d{1,2}:\d{2}(:\d{2})?)$/,
  },
  { like: 'addresses of pages', fits: /^(https?:\/)?\/\S*$/i },
];

const emailColumn = /(^|[._\s-])e[._\s-]?mail([._\s-]?address)?$/i;
/** As a hash is written: ours, or hexadecimal, or base64 of SHA-256. */
const hashed = /^(h_[\w-]{22}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[\w+/-]{43}=?)$/i;

/** Enough to see what it is, and of an address not whose. */
const sampleOf = (text: string): string => {
  const at = text.lastIndexOf('@');
  const shown = at > 0 ? `${text.slice(0, 1)}…${text.slice(at)}` : text;
  return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
};

const samplesOf = (texts: Iterable<string>): string[] => [...texts].slice(0, 3).map(sampleOf);

const most = (part: number, whole: number): boolean => part > 0 && part * 2 >= whole;

/** Ids as the first rows of a file bring them. */
interface SeenIds {
  ids: Record<IdField, Set<string>>;
  usersOf: Map<string, Set<string>>;
  devicesOf: Map<string, Set<string>>;
  emails: Map<string, Set<string>>;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function note(of: Map<string, Set<string>>, key: string, value: string): void {
  const values = of.get(key);
  if (!values) of.set(key, new Set([value]));
  else values.add(value);
}

function seenIn(events: Iterable<RawEvent>): SeenIds {
  const ids = {
    userId: new Set<string>(),
    anonymousId: new Set<string>(),
    accountId: new Set<string>(),
  };
  const usersOf = new Map<string, Set<string>>();
  const devicesOf = new Map<string, Set<string>>();
  const emails = new Map<string, Set<string>>();
  for (const event of events) {
    for (const field of idFields) {
      const id = textOf(event[field]);
      if (id !== undefined) ids[field].add(id);
    }
    const user = textOf(event['userId']);
    const device = textOf(event['anonymousId']);
    if (user !== undefined && device !== undefined) {
      note(usersOf, device, user);
      note(devicesOf, user, device);
    }
    for (const [key, value] of Object.entries((event['props'] ?? {}) as RawEvent)) {
      const text = textOf(value);
      if (text !== undefined && emailColumn.test(key)) note(emails, key, text);
    }
  }
  return { ids, usersOf, devicesOf, emails };
}

function problemsOfLooks({ ids, emails }: SeenIds, hashedFields: ReadonlySet<string>): IdProblem[] {
  const problems: IdProblem[] = [];
  for (const field of idFields) {
    const all = ids[field];
    if (hashedFields.has(field)) continue;
    for (const { like, fits } of looks) {
      const odd = [...all].filter((id) => fits.test(id));
      if (!most(odd.length, all.size)) continue;
      const what = `${count(odd.length)} of ${count(all.size)} ${words[field]} look like ${like}`;
      problems.push({ what, samples: samplesOf(odd) });
    }
  }
  for (const [column, all] of emails) {
    const odd = [...all].filter((text) => !text.includes('@') && !hashed.test(text));
    if (odd.length < fewest || !most(odd.length, all.size)) continue;
    const what = `${count(odd.length)} of ${count(all.size)} values of ${column} are no e-mail addresses`;
    problems.push({ what, samples: samplesOf(odd) });
  }
  return problems;
}

/** A person has several devices; a device that has several users is the exception. */
function problemsOfPairs({ usersOf, devicesOf }: SeenIds): IdProblem[] {
  const shared = [...usersOf].filter(([, users]) => users.size > 1).map(([device]) => device);
  const several = [...devicesOf.values()].filter((devices) => devices.size > 1).length;
  if (usersOf.size < fewestDevices || !most(shared.length, usersOf.size)) return [];
  if (several * 10 > devicesOf.size) return [];
  const what = `${count(shared.length)} of ${count(usersOf.size)} anonymous ids have several user ids, as a person has devices and not a device persons`;
  return [{ what, samples: samplesOf(shared) }];
}

interface KnownRow {
  id: string;
  userId: number;
  anonymousId: number;
  accountId: number;
}

async function problemsOfKnown(
  { ids }: SeenIds,
  site: string,
  reader: ImportStore['reader'],
): Promise<IdProblem[]> {
  const samples = idFields.map((field) => ({
    field,
    sample: [...ids[field]].filter((id) => id.length <= longestAsked).slice(0, asked),
  }));
  const params = Object.fromEntries(samples.map(({ field, sample }) => [field, sample]));
  const wanted =
    'arrayConcat({userId:Array(String)}, {anonymousId:Array(String)}, {accountId:Array(String)})';
  const rows = await reader.query<KnownRow>({
    sql: `SELECT id, max(asUser) AS userId, max(asAnonymous) AS anonymousId, max(asAccount) AS accountId FROM (
        SELECT subject_id AS id, max(user_id != '') AS asUser, max(user_id = '' AND anonymous_id != '') AS asAnonymous,
          0 AS asAccount
        FROM events WHERE site_id = {site:String} AND subject_id IN ${wanted} GROUP BY id
        UNION ALL
        SELECT from_id AS id, 0, 1, 0 FROM id_edges
        WHERE site_id = {site:String} AND from_kind = 'anonymous' AND from_id IN ${wanted} GROUP BY id
        UNION ALL
        SELECT account_id AS id, 0, 0, 1 FROM account_members
        WHERE site_id = {site:String} AND account_id IN ${wanted} GROUP BY id
      ) GROUP BY id`,
    params: { site, ...params },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const problems: IdProblem[] = [];
  for (const { field, sample } of samples) {
    const found = sample.flatMap((id) => known.get(id) ?? []);
    for (const other of idFields) {
      if (other === field) continue;
      const odd = found.filter((row) => Number(row[other]) === 1 && Number(row[field]) === 0);
      // A few may be so by chance, and most of a file may be new.
      if (odd.length < fewest || odd.length * 10 < sample.length) continue;
      if (!most(odd.length, found.length)) continue;
      const what = `${count(odd.length)} of ${count(found.length)} ${words[field]} that are known are known as ${words[other]}`;
      problems.push({ what, samples: samplesOf(odd.map(({ id }) => id)) });
    }
  }
  return problems;
}

/**
 * Looks whether the ids of a file are what their columns say: no e-mail addresses, dates or pages, not
 * users in the column of devices, and not what this site knows as ids of another kind. Links made of
 * exchanged columns would join strangers. At least half of what is looked at must be wrong.
 *
 * @param events the first of the file.
 * @param hashedFields fields that are stored as hashes; anything may stand in them.
 * @returns what is wrong, nothing when all is well.
 * @example
 * await findIdProblems([{ userId: 'ada@shop.example' }], 'shop');
 * // [{ what: '1 of 1 user ids look like e-mail addresses', samples: ['a…@shop.example'] }]
 */
export async function findIdProblems(
  events: Iterable<RawEvent>,
  site: string,
  store?: Pick<ImportStore, 'reader'>,
  hashedFields: ReadonlySet<string> = new Set(),
): Promise<IdProblem[]> {
  const seen = seenIn(events);
  return [
    ...problemsOfLooks(seen, hashedFields),
    ...problemsOfPairs(seen),
    ...(store ? await problemsOfKnown(seen, site, store.reader) : []),
  ];
}

/** The events of the first bytes of a file; a record that is cut is left out. */
async function firstEvents(head: Uint8Array, reader: RecordReader): Promise<RawEvent[]> {
  const end = head.length < sampleBytes ? head.length : head.lastIndexOf(10) + 1;
  const text = new TextDecoder().decode(head.subarray(0, end));
  async function* whole(): AsyncGenerator<string> {
    if (text !== '') yield text;
  }
  const events: RawEvent[] = [];
  try {
    for await (const batch of reader.batches(whole())) {
      for (const { event } of batch) if (event) events.push(event);
    }
  } catch (error) {
    // What cannot be read is told by who reads all of it.
    if (!(error instanceof CliError)) throw error;
  }
  return events;
}

/**
 * Refuses a file of which the ids are not what their columns say, before anything of it is stored.
 *
 * @param options.reader one of its own, which reads the first bytes only.
 * @param options.hashed fields that are stored as hashes; addresses may stand in them.
 * @throws CliError `ids_look_wrong` with what is wrong and samples
 */
export async function refuseWrongIds(options: {
  head: Uint8Array;
  reader: RecordReader;
  site: string;
  store: Pick<ImportStore, 'reader'> | undefined;
  hashed: ReadonlySet<string> | undefined;
}): Promise<void> {
  const { head, reader, site, store, hashed: stored } = options;
  const events = await firstEvents(head, reader);
  const problems = await findIdProblems(events, site, store, stored);
  if (problems.length === 0) return;
  const lines = problems.map(({ what, samples }) => `  ${what}: ${samples.join(', ')}`);
  throw new CliError(
    'ids_look_wrong',
    [`Nothing was stored or joined: of the first ${count(events.length)} rows`, ...lines].join(
      '\n',
    ),
    'Say which column is which: --map person_id=COLUMN --map anonymous_id=COLUMN --map account_id=COLUMN. If all is right as it is, add --force.',
  );
}
