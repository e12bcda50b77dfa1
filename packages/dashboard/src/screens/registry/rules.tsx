import { go, role, view } from '../../app/state.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { edit, mapped, moved, withRule } from './draft.ts';
import { groupRule } from './group.ts';
import { whenText } from './matcher-form.ts';
import type { Part } from './part.ts';
import { RuleForm, ruleForm } from './rule-form.tsx';
import { say } from './say.ts';
import { typedIn } from './typed.ts';

function Tools(props: { at: number; part: Part; open: boolean; onEdit: () => void }) {
  // Places must not change under an open form.
  const { at, part, open, onEdit } = props;
  const { answer, registry } = part;
  const n = at + 1;
  const move = (by: 1 | -1) => edit(answer, (now) => ({ ...now, rules: moved(now.rules, at, by) }));
  return (
    <span class="row-tools no-print">
      <button
        type="button"
        class="button small"
        aria-label={say('Move rule {n} up', { n })}
        disabled={open}
        aria-disabled={at === 0}
        onClick={() => at > 0 && move(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        class="button small"
        aria-label={say('Move rule {n} down', { n })}
        disabled={open}
        aria-disabled={n === registry.rules.length}
        onClick={() => n < registry.rules.length && move(1)}
      >
        ↓
      </button>
      <button
        type="button"
        class="button small"
        aria-label={say('Edit rule {n}', { n })}
        onClick={onEdit}
      >
        {say('Edit')}
      </button>
      <button
        type="button"
        class="button small"
        aria-label={say('Remove rule {n}', { n })}
        disabled={open}
        onClick={() =>
          edit(answer, (now) => ({ ...now, rules: now.rules.filter((_, one) => one !== at) }))
        }
      >
        {say('Remove')}
      </button>
    </span>
  );
}

const stopGrouping = () => go({ marks: { group: null } }, 'replace');

/** A new rule that groups the touchpoint of the address with its like; nothing is changed before it is saved. */
function Grouped({ of, part }: { of: string; part: Part }) {
  const { answer, registry, state } = part;
  // The queue knows patterns; without it the form opens all the same.
  if (!state.unmapped.value && !state.unmapped.error) {
    return <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />;
  }
  return (
    <RuleForm
      key={of}
      answer={answer}
      registry={registry}
      rule={undefined}
      proposed={groupRule(of, state.unmapped.value ?? [])}
      number={registry.rules.length + 1}
      onClose={stopGrouping}
      onTake={(rule, base) => {
        edit(base, (now) => mapped(now, rule.touchpoint, rule));
        stopGrouping();
      }}
    />
  );
}

/** Rules in order: which events are which touchpoint. */
export function Rules(part: Part) {
  const { answer, registry } = part;
  const form = typedIn(answer, 'open rule', (): number | undefined => undefined);
  const open = form.value;
  const openAt = (at: number) => {
    if (at === open) return;
    typedIn(answer, ruleForm, () => undefined).forget();
    form.set(at);
  };
  const may = role.value !== 'viewer';
  const { group } = view.value.marks;
  // A rule is known by what it says, so that the focus goes with it; the same one twice by its turn.
  const turns = new Map<string, number>();
  const numbered = registry.rules.map((rule, at) => {
    const text = JSON.stringify(rule);
    const turn = (turns.get(text) ?? 0) + 1;
    turns.set(text, turn);
    return { rule, at, key: `${turn} ${text}` };
  });
  return (
    <>
      <div class="controls no-print">
        <span class="muted">{say('The first rule that fits an event counts.')}</span>
        {may && (
          <button type="button" class="button" onClick={() => openAt(registry.rules.length)}>
            {say('New rule')}
          </button>
        )}
      </div>
      {may && group !== null && <Grouped of={group} part={part} />}
      {may && group === null && open !== undefined && (
        <RuleForm
          key={open}
          answer={answer}
          registry={registry}
          rule={registry.rules[open]}
          number={open + 1}
          onClose={() => form.forget()}
          onTake={(rule, base) => {
            edit(base, (now) => withRule(now, open, rule));
            form.forget();
          }}
        />
      )}
      <DataTable
        caption={say('Rules')}
        rows={numbered}
        limit={50}
        empty={say('No rule: every touch is called by what it says itself.')}
        rowKey={({ key }) => key}
        columns={[
          { label: say('Rule'), cell: ({ at }) => String(at + 1) },
          {
            label: say('When'),
            cell: ({ rule }) => (
              <bdi class="rule" title={rule.note}>
                {whenText(rule.when)}
              </bdi>
            ),
          },
          { label: say('is called'), cell: ({ rule }) => <Name>{rule.touchpoint}</Name> },
          ...(may
            ? [
                {
                  label: say('Edit'),
                  cell: ({ at }: { at: number }) => (
                    <Tools
                      at={at}
                      part={part}
                      open={open !== undefined}
                      onEdit={() => openAt(at)}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
