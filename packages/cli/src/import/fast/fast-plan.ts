import type { ColumnPlan, Field } from '../columns.ts';

/** What is done with a column of a plain row. `careful`: a row that has a value in it is read the ordinary way. */
type Step = Field | 'prop' | 'careful' | 'nothing';

/** Fields that plain rows may have. */
const plainFields: ReadonlySet<Field> = new Set<Field>([
  'id',
  'at',
  'seq',
  'sessionId',
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
  'comment',
  'page.url',
  'page.path',
  'page.title',
  'page.referrer',
  'campaign.source',
  'campaign.medium',
  'campaign.name',
  'campaign.term',
  'campaign.content',
]);

/** How the columns of a file are read when its rows are plain. */
export interface FastPlan {
  steps: readonly Step[];
  /** Name of the prop, by column. */
  props: readonly string[];
}

/** Keys that an object would not keep in the order they came. */
const reordered = /^\d+$|^__proto__$/;

/**
 * The fast reading of a file's columns, or `undefined` when rows have to be read the ordinary way
 * because of what is asked for the whole file.
 *
 * @param scrub what becomes of the names of props.
 */
export function planFast(plan: ColumnPlan, scrub: (text: string) => string): FastPlan | undefined {
  if (plan.recipe || plan.timezone !== undefined) return undefined;
  if (plan.has.has('consent.purposes') || plan.has.has('date') || plan.has.has('time')) {
    return undefined;
  }
  const steps: Step[] = [];
  const props: string[] = [];
  for (const target of plan.targets) {
    if (!target) steps.push('nothing');
    else if ('prop' in target) steps.push('prop');
    else steps.push(plainFields.has(target.field) ? target.field : 'careful');
    props.push(target && 'prop' in target ? scrub(target.prop) : '');
  }
  const names = props.filter((name) => name !== '');
  // A channel word of another system becomes a prop of that name.
  const all = [...names, ...(plan.has.has('channel') ? ['channel'] : [])];
  const odd = all.some((name) => reordered.test(name) || name.length > 100);
  if (odd || new Set(all).size < all.length || all.length > 64) return undefined;
  if (plan.targets.some((target) => target && 'prop' in target && target.prop.length > 100)) {
    return undefined;
  }
  return { steps, props };
}
