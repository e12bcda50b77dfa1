import { words } from '@touchtrail/contract';
import type { Registry, Rule, Said, Word } from '@touchtrail/contract';
import { isAboutNamed } from './compile.ts';
import type { FoundProblem } from './registry-error.ts';
import { fitsEverything, subsumes } from './subsume.ts';

const say = words({
  'rule {n} ({touchpoint})': 'Regel {n} ({touchpoint})',
  '{section}: {key} is there twice (numbers {a} and {b}). Keep one.':
    '{section}: {key} steht zweimal da (Nummern {a} und {b}). Behalten Sie eines.',
  '{key}: there is no phase {phase}. Phases: {phases}. Use one of them or add it to phases.':
    '{key}: es gibt keine Phase {phase}. Phasen: {phases}. Nehmen Sie eine davon oder nehmen Sie sie in die Phasen auf.',
  '{key}: there is no department {department}. Add it to departments, or use one of: {departments}.':
    '{key}: es gibt keine Abteilung {department}. Nehmen Sie sie in die Abteilungen auf oder nehmen Sie eine von: {departments}.',
  '{key}: people do not see it (backstage), so none of its touches counts in its KPI; conversions and ratings do. Measure the touchpoint that people meet after it.':
    '{key}: Menschen sehen es nicht (hinter der Bühne), darum zählt keiner seiner Kontakte in seiner KPI; Konversionen und Bewertungen zählen. Messen Sie den Kontaktpunkt, den Menschen danach berühren.',
  '(none yet)': '(noch keine)',
  '{rule}: there is no touchpoint {touchpoint}. Add it to touchpoints or correct its key.':
    '{rule}: es gibt keinen Kontaktpunkt {touchpoint}. Nehmen Sie ihn in die Kontaktpunkte auf oder berichtigen Sie seinen Schlüssel.',
  '{rule} can never be reached: {covering} fits everything that it fits. Put it before, or remove it.':
    '{rule} wird nie erreicht: {covering} passt auf alles, worauf sie passt. Stellen Sie sie davor oder nehmen Sie sie heraus.',
  'Every event would be {key}: the rules fit all and tell nothing apart. Narrow them, or say that it is meant.':
    'Jedes Ereignis wäre {key}: die Regeln passen auf alles und unterscheiden nichts. Fassen Sie sie enger oder sagen Sie, dass es so gemeint ist.',
});

/** A rule as messages name it; places are counted from 1. */
export const ruleName = ({ touchpoint }: Rule, at: number): Said =>
  say('rule {n} ({touchpoint})', { n: at + 1, touchpoint });

function duplicates(section: string, entries: readonly { key: string }[]): FoundProblem[] {
  const seen = new Map<string, number>();
  return entries.flatMap(({ key }, at): FoundProblem[] => {
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, at);
      return [];
    }
    return [
      {
        level: 'error',
        code: 'duplicate_key',
        path: [section, at, 'key'],
        message: say('{section}: {key} is there twice (numbers {a} and {b}). Keep one.', {
          section,
          key,
          a: before + 1,
          b: at + 1,
        }),
      },
    ];
  });
}

const known = (entries: readonly Word[]) => new Set(entries.map(({ key }) => key));

function unknownWords({ touchpoints, phases, departments }: Registry): FoundProblem[] {
  const [inPhases, inDepartments] = [known(phases), known(departments)];
  return touchpoints.flatMap(({ key, phase, department }, at): FoundProblem[] => {
    const problems: FoundProblem[] = [];
    if (phase !== undefined && !inPhases.has(phase)) {
      problems.push({
        level: 'error',
        code: 'unknown_phase',
        path: ['touchpoints', at, 'phase'],
        message: say(
          '{key}: there is no phase {phase}. Phases: {phases}. Use one of them or add it to phases.',
          { key, phase, phases: [...inPhases].join(', ') },
        ),
      });
    }
    if (department !== undefined && !inDepartments.has(department)) {
      problems.push({
        level: 'error',
        code: 'unknown_department',
        path: ['touchpoints', at, 'department'],
        message: say(
          '{key}: there is no department {department}. Add it to departments, or use one of: {departments}.',
          { key, department, departments: [...inDepartments].join(', ') || say('(none yet)') },
        ),
      });
    }
    return problems;
  });
}

/** Touches that people do not see are no steps: what is measured of steps is never measured there. */
const unseenKpis = ({ touchpoints }: Registry): FoundProblem[] =>
  touchpoints.flatMap(({ key, backstage, measure }, at): FoundProblem[] =>
    backstage && measure !== undefined && measure !== 'rating'
      ? [
          {
            level: 'warning',
            code: 'unseen_kpi',
            path: ['touchpoints', at, 'measure'],
            message: say(
              '{key}: people do not see it (backstage), so none of its touches counts in its KPI; conversions and ratings do. Measure the touchpoint that people meet after it.',
              { key },
            ),
          },
        ]
      : [],
  );

function ruleProblems({ rules, touchpoints }: Registry): FoundProblem[] {
  const keys = new Set(touchpoints.map(({ key }) => key));
  return rules.flatMap((rule, at): FoundProblem[] => {
    const problems: FoundProblem[] = [];
    if (!keys.has(rule.touchpoint)) {
      problems.push({
        level: 'error',
        code: 'unknown_touchpoint',
        path: ['rules', at, 'touchpoint'],
        message: say(
          '{rule}: there is no touchpoint {touchpoint}. Add it to touchpoints or correct its key.',
          { rule: ruleName(rule, at), touchpoint: rule.touchpoint },
        ),
      });
    }
    const cover = rules.findIndex((earlier, place) => place < at && subsumes(earlier, rule));
    const covering = rules[cover];
    if (covering !== undefined) {
      problems.push({
        level: 'error',
        code: 'unreachable_rule',
        path: ['rules', at],
        message: say(
          '{rule} can never be reached: {covering} fits everything that it fits. Put it before, or remove it.',
          { rule: ruleName(rule, at), covering: ruleName(covering, cover) },
        ),
      });
    }
    return problems;
  });
}

function everythingIsOne({ rules }: Registry): FoundProblem[] {
  const plain = rules.filter((rule) => !isAboutNamed(rule));
  const last = plain.findIndex(fitsEverything);
  const keys = new Set(plain.slice(0, last + 1).map((rule) => rule.touchpoint));
  if (last < 0 || keys.size > 1) return [];
  const key = plain[0]?.touchpoint ?? '';
  return [
    {
      level: 'refused',
      code: 'maps_everything',
      path: ['rules', rules.findIndex(fitsEverything)],
      message: say(
        'Every event would be {key}: the rules fit all and tell nothing apart. Narrow them, or say that it is meant.',
        { key },
      ),
    },
  ];
}

/**
 * What is wrong with a registry by itself: keys that are there twice, words that do not exist, KPIs of what
 * people do not see, rules that an earlier one covers, rules that make everything one touchpoint.
 */
export const checkRegistry = (registry: Registry): FoundProblem[] => [
  ...duplicates('phases', registry.phases),
  ...duplicates('departments', registry.departments),
  ...duplicates('topics', registry.topics),
  ...duplicates('touchpoints', registry.touchpoints),
  ...unknownWords(registry),
  ...unseenKpis(registry),
  ...ruleProblems(registry),
  ...everythingIsOne(registry),
];
