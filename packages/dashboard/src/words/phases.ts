import type { Names } from '@touchtrail/contract';
import { named } from './named.ts';
import { registryNames } from './registry-names.ts';
import { words } from './words.ts';

const german = {
  awareness: 'Aufmerksamkeit',
  consideration: 'Erwägung',
  decision: 'Entscheidung',
  purchase: 'Kauf',
  onboarding: 'Einstieg',
  use: 'Nutzung',
  service: 'Service',
  loyalty: 'Treue',
  advocacy: 'Empfehlung',
} as const;
const say = words(german);

const isDefault = (phase: string): phase is keyof typeof german => Object.hasOwn(german, phase);

/** A phase as the registry names it; one of the usual phases without a name as people read it. */
export function phaseName(
  phase: string,
  names: Names | undefined = registryNames.value?.phases[phase],
): string {
  const name = named(names, phase);
  return name === phase && isDefault(phase) ? say(phase) : name;
}
