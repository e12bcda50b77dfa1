import type { Registry, RegistryProblem, Rule, Word } from '@touchtrail/contract';
import { isAboutNamed } from './compile.ts';
import { fitsEverything, subsumes } from './subsume.ts';

/** A rule as messages name it; places are counted from 1. */
export const ruleName = (rule: Rule, at: number): string => `rule ${at + 1} (${rule.touchpoint})`;

function duplicates(section: string, words: readonly { key: string }[]): RegistryProblem[] {
  const seen = new Map<string, number>();
  return words.flatMap(({ key }, at): RegistryProblem[] => {
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
        message: `${section}: ${key} is there twice (numbers ${before + 1} and ${at + 1}). Keep one.`,
      },
    ];
  });
}

const known = (words: readonly Word[]) => new Set(words.map(({ key }) => key));

function unknownWords({ touchpoints, phases, departments }: Registry): RegistryProblem[] {
  const [inPhases, inDepartments] = [known(phases), known(departments)];
  return touchpoints.flatMap(({ key, phase, department }, at): RegistryProblem[] => {
    const problems: RegistryProblem[] = [];
    if (phase !== undefined && !inPhases.has(phase)) {
      problems.push({
        level: 'error',
        code: 'unknown_phase',
        path: ['touchpoints', at, 'phase'],
        message: `${key}: there is no phase ${phase}. Phases: ${[...inPhases].join(', ')}. Use one of them or add it to phases.`,
      });
    }
    if (department !== undefined && !inDepartments.has(department)) {
      problems.push({
        level: 'error',
        code: 'unknown_department',
        path: ['touchpoints', at, 'department'],
        message: `${key}: there is no department ${department}. Add it to departments, or use one of: ${[...inDepartments].join(', ') || '(none yet)'}.`,
      });
    }
    return problems;
  });
}

function ruleProblems({ rules, touchpoints }: Registry): RegistryProblem[] {
  const keys = new Set(touchpoints.map(({ key }) => key));
  return rules.flatMap((rule, at): RegistryProblem[] => {
    const problems: RegistryProblem[] = [];
    if (!keys.has(rule.touchpoint)) {
      problems.push({
        level: 'error',
        code: 'unknown_touchpoint',
        path: ['rules', at, 'touchpoint'],
        message: `${ruleName(rule, at)}: there is no touchpoint ${rule.touchpoint}. Add it to touchpoints or correct its key.`,
      });
    }
    const cover = rules.findIndex((earlier, place) => place < at && subsumes(earlier, rule));
    const covering = rules[cover];
    if (covering !== undefined) {
      problems.push({
        level: 'error',
        code: 'unreachable_rule',
        path: ['rules', at],
        message: `${ruleName(rule, at)} can never be reached: ${ruleName(covering, cover)} fits everything that it fits. Put it before, or remove it.`,
      });
    }
    return problems;
  });
}

function everythingIsOne({ rules }: Registry): RegistryProblem[] {
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
      message: `Every event would be ${key}: the rules fit all and tell nothing apart. Narrow them, or say that it is meant.`,
    },
  ];
}

/**
 * What is wrong with a registry by itself: keys that are there twice, words that do not exist, rules that
 * an earlier one covers, rules that make everything one touchpoint.
 */
export const checkRegistry = (registry: Registry): RegistryProblem[] => [
  ...duplicates('phases', registry.phases),
  ...duplicates('departments', registry.departments),
  ...duplicates('topics', registry.topics),
  ...duplicates('touchpoints', registry.touchpoints),
  ...unknownWords(registry),
  ...ruleProblems(registry),
  ...everythingIsOne(registry),
];
