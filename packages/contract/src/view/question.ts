import type { SiteSummary } from '../console.ts';
import type { ReportName } from '../report/index.ts';
import { defaultRange, rangeBounds } from './range.ts';
import type { Range } from './range.ts';
import { segmentParameter } from './view-segment.ts';
import { formatSeveral, several } from './view-options.ts';
import { normalSilence } from './view-state.ts';
import type { Screen, ViewState } from './view-state.ts';

/** What of a site decides what is asked. */
export type AskedSite = Pick<SiteSummary, 'id' | 'name' | 'timezone' | 'touches' | 'lastTouchAt'>;

/** The site a view is about; undefined while none is known or the link names one that does not exist. */
export function siteOf<Site extends AskedSite>(
  view: Pick<ViewState, 'site'>,
  sites: readonly Site[],
): Site | undefined {
  const { site: id } = view;
  if (id !== null) return sites.find((one) => one.id === id || one.name === id);
  // A site with data says more than an empty one.
  return sites.find((one) => one.touches > 0) ?? sites[0];
}

/** The period a view asks for. */
export const rangeOf = (
  view: Pick<ViewState, 'range'>,
  site: Pick<AskedSite, 'lastTouchAt'> | undefined,
  now: number,
): Range => view.range ?? defaultRange(site?.lastTouchAt ?? null, now);

/** Parameters that every report of a view takes. */
export const commonParametersOf = (
  view: ViewState,
  site: AskedSite,
  now: number,
): Record<string, unknown> => ({
  site: site.id,
  timezone: site.timezone,
  ...(view.subject === 'person' ? {} : { subject: view.subject }),
  ...(view.journey === null ? {} : { journey: view.journey }),
  ...(view.segment.length === 0 ? {} : { segment: segmentParameter(view.segment) }),
  ...(view.abandonedAfter === normalSilence ? {} : { inactivityLimit: view.abandonedAfter }),
  ...rangeBounds(rangeOf(view, site, now), site.timezone, now),
});

/** A report with its parameters. */
export interface Question {
  name: ReportName;
  parameters: Record<string, unknown>;
}

const leftOut = ({ flow }: ViewState) =>
  flow.exclude.length === 0 ? {} : { exclude: flow.exclude };

/** What Flow asks of `paths`, step by step. */
export const pathParameters = (view: ViewState): Record<string, unknown> => {
  const { flow, marks, amounts } = view;
  const { end } = marks;
  return {
    unit: flow.unit,
    steps: flow.steps,
    itemsPerStep: flow.items,
    mergeRepeats: flow.merge,
    ...(flow.startAt === null ? {} : { startAt: flow.startAt }),
    ...(end === null ? {} : { endAt: end }),
    ...(amounts.minshare === 0 ? {} : { minShare: amounts.minshare / 100 }),
    ...leftOut(view),
  };
};

/** What the process map asks of `transitions`. */
export const transitionParameters = (view: ViewState): Record<string, unknown> => {
  const { flow, amounts } = view;
  return {
    unit: flow.unit,
    mergeRepeats: flow.merge,
    touchpoints: amounts.nodes,
    top: amounts.edges,
    ...(amounts.share === 0 ? {} : { minShare: amounts.share / 100 }),
    layout: true,
    ...leftOut(view),
  };
};

/** What Funnel asks of `funnel` about given steps, whatever it shows of them. */
export const funnelParameters = (
  { funnel: { window }, choices: { order } }: ViewState,
  steps: readonly string[],
): Record<string, unknown> => ({
  steps,
  window,
  ...(order === 'ordered' ? {} : { mode: order }),
});

/** By what Funnel tells people apart. */
export const tellApart = ({ choices: { tell } }: ViewState): Record<string, unknown> =>
  tell === 'none' ? {} : { breakdown: tell };

/** What the journey map asks of `phases`. */
export const mapParameters = ({ choices: { horizon } }: ViewState): Record<string, unknown> => ({
  horizon,
  experience: true,
  kpis: true,
});

/** What Make-or-break asks. */
export function decidingParameters({
  choices,
  several: { adjust },
}: ViewState): Record<string, unknown> {
  const { horizon, detect } = choices;
  const chosen = formatSeveral(adjust);
  return {
    horizon,
    ...(chosen === formatSeveral(several.adjust.normal) ? {} : { adjust: chosen }),
    ...(detect === 'found' ? {} : { detect }),
  };
}

const withHorizon = ({ choices: { horizon } }: ViewState) => ({ horizon });

/**
 * What a screen asks before anything else, where the address alone says it. A screen that is not here
 * asks nothing of a period, or something that depends on an answer.
 */
const firsts: Partial<
  Record<Screen, (view: ViewState) => { name: ReportName; own?: Record<string, unknown> }>
> = {
  overview: () => ({ name: 'journeys', own: { list: 0 } }),
  'journey-map': (view) => ({ name: 'phases', own: mapParameters(view) }),
  flow: (view) =>
    view.choices.map === 'process'
      ? { name: 'transitions', own: transitionParameters(view) }
      : { name: 'paths', own: pathParameters(view) },
  funnel: (view) =>
    view.funnel.steps.length >= 2
      ? {
          name: 'funnel',
          own: { ...funnelParameters(view, view.funnel.steps), ...tellApart(view) },
        }
      : { name: 'paths', own: { mergeRepeats: true, variants: 0 } },
  'drop-off': () => ({ name: 'drop-off' }),
  'make-or-break': (view) => ({ name: 'make-or-break', own: decidingParameters(view) }),
  attribution: ({ choices: { by, lookback, repeats } }) => ({
    name: 'attribution',
    own: { by, lookback, transform: repeats },
  }),
  channels: (view) => ({ name: 'channels', own: withHorizon(view) }),
  forms: () => ({ name: 'forms', own: { top: 200 } }),
  feedback: (view) => ({ name: 'feedback', own: withHorizon(view) }),
};

/** What a view asks first; undefined where the address does not say. */
export function firstQuestion(view: ViewState, site: AskedSite, now: number): Question | undefined {
  const first = site.touches > 0 ? firsts[view.screen]?.(view) : undefined;
  if (!first) return undefined;
  return {
    name: first.name,
    parameters: { ...commonParametersOf(view, site, now), ...first.own },
  };
}

/** A text that two questions share when they ask the same. */
export const questionKey = (name: string, parameters: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([
    name,
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
