import { storedColumns } from '@touchtrail/analysis';
import { CliError } from '../errors.ts';
import { nearest } from '../terminal/suggest.ts';
import type { Recipe } from './recipes/recipe.ts';

/**
 * Where a column of a file can go. Names are those of the wire, `isConversion` is 0/1, `date` and
 * `time` are the halves of `at`, `consent.purposes` is a list, `calledNumber` finds the visit that the
 * number was shown to.
 */
const fields = [
  'id',
  'at',
  'date',
  'time',
  'seq',
  'sessionId',
  'parentId',
  'userId',
  'anonymousId',
  'accountId',
  'channel',
  'touchpoint',
  'name',
  'type',
  'isConversion',
  'value',
  'currency',
  'rating',
  'ratingScale',
  'comment',
  'page.url',
  'page.path',
  'page.title',
  'page.referrer',
  'page.referrerType',
  'campaign.source',
  'campaign.medium',
  'campaign.name',
  'campaign.term',
  'campaign.content',
  'campaign.clickIdType',
  'campaign.clickId',
  'device.width',
  'device.height',
  'device.language',
  'device.utcOffset',
  'device.timezone',
  'device.saveData',
  'device.app',
  'device.signals',
  'device.userAgent',
  'experience.durationMs',
  'experience.engagedMs',
  'experience.scrollPercent',
  'experience.errors',
  'experience.rageClicks',
  'experience.deadClicks',
  'experience.lcpMs',
  'experience.inpMs',
  'experience.ttfbMs',
  'experience.fcpMs',
  'experience.cls',
  'props',
  'consent.purposes',
  'consent.source',
  'consent.decidedAt',
  'consent.policyVersion',
  'consent.id',
  'consent.revision',
  'consent.regime',
  'consent.signalHash',
  'consent.signal',
  'beforeConsent',
  'calledNumber',
] as const;
export type Field = (typeof fields)[number];

/** `page.referrerType` as a column: `page_referrer_type`, as an export writes it. */
const snake = (field: string): string =>
  field.replaceAll('.', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Columns that are understood without `--map`; every other column becomes a prop. */
const defaultColumns: Readonly<Record<string, Field>> = {
  // First, so that the names below, which people write, win.
  ...Object.fromEntries(
    fields.filter((field) => field.includes('.')).map((field) => [snake(field), field]),
  ),
  event_id: 'id',
  parent_event_id: 'parentId',
  rating_scale: 'ratingScale',
  props: 'props',
  before_consent: 'beforeConsent',
  timestamp: 'at',
  seq: 'seq',
  session_id: 'sessionId',
  person_id: 'userId',
  anonymous_id: 'anonymousId',
  account_id: 'accountId',
  channel: 'channel',
  touchpoint: 'touchpoint',
  name: 'name',
  type: 'type',
  is_conversion: 'isConversion',
  value: 'value',
  currency: 'currency',
  rating: 'rating',
  comment: 'comment',
  url: 'page.url',
  referrer: 'page.referrer',
  source: 'campaign.source',
  medium: 'campaign.medium',
  campaign: 'campaign.name',
  consent_purposes: 'consent.purposes',
  consent_source: 'consent.source',
  consent_at: 'consent.decidedAt',
  consent_policy: 'consent.policyVersion',
};

const lookAlikes: Readonly<Record<string, readonly string[]>> = {
  timestamp: ['time', 'ts', 'at', 'date', 'datetime', 'event_time', 'created_at', 'time:timestamp'],
  person_id: ['user_id', 'userid', 'user', 'customer_id', 'customer', 'client_id', 'case_id'],
  touchpoint: ['event', 'event_name', 'activity', 'action', 'page', 'step', 'concept:name'],
};

/** How cells are read beyond their columns. */
export interface ReadingOptions {
  recipe?: Recipe;
  /** Times that tell no zone are local to this one; without it they are refused. */
  timezone?: string;
}

/** What to do with each column of a header, by position. */
export interface ColumnPlan extends ReadingOptions {
  header: readonly string[];
  targets: readonly ({ field: Field } | { prop: string } | undefined)[];
  /** Fields that have a column. */
  has: ReadonlySet<Field>;
  /** Positions in the order of their names: content ids do not depend on the order of columns. */
  sorted: readonly number[];
}

const toField = (name: string): Field | undefined =>
  defaultColumns[name] ?? fields.find((field) => field === name);

/**
 * Reads `field=column` pairs. A field is a name of the wire (`userId`, `page.url`), a default column
 * name (`person_id`), or `props.NAME`.
 *
 * @throws CliError `invalid_mapping`
 * @example
 * parseMapping(['timestamp=time']); // { at: 'time' }
 */
export function parseMapping(pairs: readonly string[]): Record<string, string> {
  const mapping: Record<string, string> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const left = pair.slice(0, cut).trim();
    const column = pair.slice(cut + 1).trim();
    if (cut < 1 || column === '') {
      throw new CliError(
        'invalid_mapping',
        `--map ${pair} is not field=column.`,
        'Write for example --map timestamp=time --map person_id=user.',
      );
    }
    const field = /^props\../.test(left) ? left : toField(left);
    if (field === undefined) {
      const known = [...Object.keys(defaultColumns), ...fields];
      const close = nearest(left, known);
      throw new CliError(
        'invalid_mapping',
        `--map ${pair}: there is no field ${left}.`,
        close ? `Did you mean ${close}?` : `Fields: ${Object.keys(defaultColumns).join(', ')}.`,
      );
    }
    if (mapping[field] !== undefined) {
      throw new CliError(
        'invalid_mapping',
        `--map names the field ${left} twice (${mapping[field]} and ${column}).`,
        'Keep one of them.',
      );
    }
    mapping[field] = column;
  }
  return mapping;
}

function missingHint(header: readonly string[], missing: readonly string[]): string {
  const free = header.filter((column) => column !== '' && defaultColumns[column] === undefined);
  const parts = missing.map((name) => {
    const alike = lookAlikes[name] ?? [];
    const guess =
      free.find((column) => alike.includes(column.toLowerCase())) ?? nearest(name, free);
    return `--map ${name}=${guess ? (/\s/.test(guess) ? `"${guess}"` : guess) : '<column>'}`;
  });
  return `Say which column holds it: ${parts.join(' ')}`;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/g, '');

/** Which columns of a header a recipe takes: of each field the first name that is there. */
function recipeMapping(header: readonly string[], { columns }: Recipe): Record<string, string> {
  const mapping: Record<string, string> = {};
  const taken = new Set<string>();
  for (const [field, names] of Object.entries(columns)) {
    for (const name of names ?? []) {
      const column = header.find((own) => plain(own) === plain(name) && !taken.has(own));
      if (column === undefined) continue;
      mapping[field] = column;
      taken.add(column);
      break;
    }
  }
  return mapping;
}

/**
 * Decides what each column of a header means.
 *
 * @throws CliError `missing_columns` when time, person or touchpoint has no column, `invalid_mapping`
 *   when a mapping names a column that is not there or a column name appears twice.
 * @example
 * planColumns(['timestamp', 'person_id', 'touchpoint', 'city'], {}).targets[3]; // { prop: 'city' }
 */
export function planColumns(
  columns: readonly string[],
  wanted: Readonly<Record<string, string>>,
  options: ReadingOptions = {},
): ColumnPlan {
  const header = columns.map((column) => column.trim());
  const { recipe } = options;
  const mapping = recipe ? { ...recipeMapping(header, recipe), ...wanted } : wanted;
  const found = `Columns found: ${header.filter((column) => column !== '').join(', ')}.`;
  const twice = header.find((column, i) => column !== '' && header.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new CliError(
      'invalid_mapping',
      `The column ${twice} appears twice in the header. ${found}`,
      'Rename one of them in the file.',
    );
  }
  const targets: ({ field: Field } | { prop: string } | undefined)[] = header.map(() => undefined);
  for (const [field, column] of Object.entries(mapping)) {
    const index = header.indexOf(column);
    if (index < 0) {
      const close = nearest(column, header);
      throw new CliError(
        'invalid_mapping',
        `--map ${field}=${column}: the file has no column ${column}. ${found}`,
        close ? `Did you mean ${close}?` : 'Use one of these columns.',
      );
    }
    const known = toField(field);
    targets[index] = known ? { field: known } : { prop: field.slice('props.'.length) };
  }
  for (const [index, column] of header.entries()) {
    if (targets[index] || column === '' || storedColumns.has(column)) continue;
    const field = Object.hasOwn(defaultColumns, column) ? defaultColumns[column] : undefined;
    targets[index] =
      field !== undefined && mapping[field] === undefined ? { field } : { prop: column };
  }
  const has = new Set(
    targets.flatMap((target) => (target && 'field' in target ? [target.field] : [])),
  );
  const missing: string[] = [];
  if (!has.has('at') && !has.has('date')) missing.push('timestamp');
  const whoColumns = ['userId', 'anonymousId', 'accountId', 'calledNumber'] as const;
  if (!whoColumns.some((field) => has.has(field))) missing.push('person_id');
  if (!recipe && !has.has('touchpoint') && !has.has('name')) missing.push('touchpoint');
  if (missing.length > 0) {
    const names = missing.map((name) =>
      name === 'person_id'
        ? 'person_id (or anonymous_id or account_id)'
        : name === 'touchpoint'
          ? 'touchpoint (or name)'
          : name,
    );
    throw new CliError(
      'missing_columns',
      `The file has no column ${names.join(' and no column ')}. ${found}`,
      missingHint(header, missing),
    );
  }
  const sorted = header
    .map((column, index) => ({ column, index }))
    .toSorted((a, b) => (a.column < b.column ? -1 : a.column > b.column ? 1 : 0))
    .map(({ index }) => index);
  return { header, targets, has, sorted, ...options };
}
