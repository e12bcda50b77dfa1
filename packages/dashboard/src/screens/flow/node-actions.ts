import type { Behind } from '@touchtrail/contract/view';
import { go, role, view } from '../../app/state.ts';
import type { NodeAction } from '../../ui/node-menu.tsx';
import { words } from '../../words/words.ts';

const say = words({
  'Start here': 'Hier beginnen',
  'End here': 'Hier enden',
  'List the people': 'Die Personen auflisten',
  'Leave out': 'Auslassen',
  'Group its like…': 'Gleichartige gruppieren …',
  'See what is not mapped…': 'Ansehen, was nicht zugeordnet ist …',
});

/** Takes the touches of a touchpoint out of all paths; one that is left out is no start and no end. */
export function leaveOut(key: string): void {
  const { flow, marks } = view.value;
  if (flow.exclude.includes(key)) return;
  go({
    behind: null,
    flow: {
      exclude: [...flow.exclude, key],
      ...(flow.startAt === key && { startAt: null }),
    },
    ...(marks.end === key && { marks: { end: null } }),
  });
}

/** Puts the touches of a touchpoint back into paths. */
export const putBack = (key: string): void =>
  go({
    behind: null,
    flow: { exclude: view.value.flow.exclude.filter((one) => one !== key) },
  });

const seeUnmapped = () => go({ screen: 'registry', choices: { part: 'unmapped' } });

/**
 * What the menu of a box of Flow offers.
 *
 * @param behind whom it lists
 */
export function nodeActions(key: string, behind: Behind | null): NodeAction[] {
  const may = role.value !== 'viewer';
  if (key === '(other)') {
    if (!may) return [];
    return [{ label: say('See what is not mapped…'), run: seeUnmapped }];
  }
  if (/^\(.+\)$/.test(key)) return [];
  return [
    {
      label: say('Start here'),
      run: () => go({ choices: { map: 'steps' }, flow: { startAt: key } }),
    },
    { label: say('End here'), run: () => go({ choices: { map: 'steps' }, marks: { end: key } }) },
    ...(behind ? [{ label: say('List the people'), run: () => go({ behind }) }] : []),
    { label: say('Leave out'), run: () => leaveOut(key) },
    ...(may
      ? [
          {
            label: say('Group its like…'),
            run: () =>
              go({ screen: 'registry', choices: { part: 'rules' }, marks: { group: key } }),
          },
        ]
      : []),
  ];
}
