import type {
  Action,
  BackstageRow,
  DropOffRow,
  FeedbackRow,
  MakeOrBreakRow,
  PhaseExperience,
  Registry,
  TouchpointKpi,
} from '@touchtrail/contract';
import { named } from '../../words/named.ts';
import { phaseName } from '../../words/phases.ts';

type RegisteredTouchpoint = Registry['touchpoints'][number];

/** A touchpoint that was rated, or of which people wrote what its rating should be. */
interface Rated {
  name: string;
  key: string;
  row: FeedbackRow | undefined;
  expected: number | undefined;
  best: number | undefined;
}

/** What stands in the column of one phase besides its tiles: joined by the touchpoint's key only. */
export interface MapColumn {
  phase: string;
  title: string;
  /** Undefined while the report is on its way: nothing is said then. `expected` and `best` are what people wrote. */
  rated: Rated[] | undefined;
  /** What the company does in it that people do not see. */
  backstage: { row: BackstageRow; name: string }[];
  /** Of the phase as a whole. */
  lived: PhaseExperience | undefined;
  truths: { row: MakeOrBreakRow; name: string }[];
  /** Whether the reports about what decides and what loses have landed. */
  judged: boolean;
  pains: (
    | { kind: 'breaks'; row: MakeOrBreakRow; name: string }
    | { kind: 'loses'; row: DropOffRow; name: string }
  )[];
  owners: { owner: string; touchpoints: string[] }[];
  /** `known`: what a report says it stands at, where it is a figure that reports know. */
  /** What is done about its touchpoints. */
  actions: readonly Action[];
  targets: {
    name: string;
    kpi: string;
    target: number | undefined;
    best: number | undefined;
    known: TouchpointKpi | undefined;
  }[];
}

/** Sorts touchpoints of the registry and what reports say of them into phases. */
export function mapColumns(
  phases: readonly string[],
  registry: Registry | undefined,
  reports: {
    experience: readonly PhaseExperience[] | null;
    kpis: readonly TouchpointKpi[] | null;
    backstage: readonly BackstageRow[];
    feedback: readonly FeedbackRow[] | undefined;
    makeOrBreak: readonly MakeOrBreakRow[] | undefined;
    dropOff: readonly DropOffRow[] | undefined;
    actions: readonly Action[] | undefined;
  },
): MapColumn[] {
  const of = new Map<string, RegisteredTouchpoint[]>();
  for (const one of registry?.touchpoints ?? []) {
    if (one.phase !== undefined) of.set(one.phase, [...(of.get(one.phase) ?? []), one]);
  }
  const titles = new Map(registry?.phases.map(({ key, name }) => [key, name]));
  return phases.map((phase) => {
    const own = new Map((of.get(phase) ?? []).map((one) => [one.key, one]));
    const name = (key: string) => named(own.get(key)?.name, key);
    const here = <Row extends { touchpoint: string }>(rows: readonly Row[]) =>
      rows
        .filter(({ touchpoint }) => own.has(touchpoint))
        .map((row) => ({ row, name: name(row.touchpoint) }));
    const judged = here(reports.makeOrBreak ?? []);
    const owners = new Map<string, string[]>();
    for (const { key, owner } of own.values()) {
      if (owner !== undefined) owners.set(owner, [...(owners.get(owner) ?? []), name(key)]);
    }
    return {
      phase,
      title: phaseName(phase, titles.get(phase)),
      lived: reports.experience?.find((one) => one.phase === phase),
      judged: reports.makeOrBreak !== undefined && reports.dropOff !== undefined,
      rated:
        reports.feedback &&
        [...own.values()].flatMap(({ key, experience, measure, target, bestInClass }): Rated[] => {
          const row = reports.feedback?.find(
            (one) => one.touchpoint === key && one.mean.value !== null,
          );
          const isRating = measure === 'rating';
          const expected = experience ?? (isRating ? target : undefined);
          const best = isRating ? bestInClass : undefined;
          return row === undefined && expected === undefined && best === undefined
            ? []
            : [{ key, name: name(key), row, expected, best }];
        }),
      backstage: here(reports.backstage.filter((row) => row.phase === phase)),
      truths: judged.filter(({ row }) => row.momentOfTruth),
      pains: [
        ...judged
          .filter(({ row }) => row.verdict === 'break')
          .map((one) => ({ kind: 'breaks' as const, ...one })),
        ...here(reports.dropOff ?? [])
          .filter(({ row }) => row.verdict === 'drop_off')
          .map((one) => ({ kind: 'loses' as const, ...one })),
      ],
      owners: [...owners].map(([owner, touchpoints]) => ({ owner, touchpoints })),
      actions: (reports.actions ?? []).filter(
        ({ target }) => target?.touchpoint !== undefined && own.has(target.touchpoint),
      ),
      targets: [...own.values()].flatMap(({ key, kpi, measure, target, bestInClass }) => {
        const known = reports.kpis?.find((one) => one.touchpoint === key);
        return kpi === undefined && measure === undefined
          ? []
          : [{ name: name(key), kpi: kpi ?? '', target, best: bestInClass, known }];
      }),
    };
  });
}
