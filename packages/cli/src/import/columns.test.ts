import { describe, expect, it } from 'vitest';
import { parseMapping, planColumns } from './columns.ts';

const problem = (run: () => unknown): { message: string; hint: string } => {
  try {
    run();
  } catch (error) {
    return error as { message: string; hint: string };
  }
  throw new Error('nothing was thrown');
};

describe('planColumns', () => {
  it('knows the default columns and keeps the others as props', () => {
    const plan = planColumns(['timestamp', ' person_id ', 'touchpoint', 'city', ''], {});
    expect(plan.targets).toEqual([
      { field: 'at' },
      { field: 'userId' },
      { field: 'touchpoint' },
      { prop: 'city' },
      undefined,
    ]);
  });

  it('takes fields from other columns, and what they would have meant becomes a prop', () => {
    const plan = planColumns(
      ['timestamp', 'started', 'anonymous_id', 'name', 'city'],
      parseMapping(['timestamp=started', 'props.town=city']),
    );
    expect(plan.targets).toEqual([
      { prop: 'timestamp' },
      { field: 'at' },
      { field: 'anonymousId' },
      { field: 'name' },
      { prop: 'town' },
    ]);
  });

  it('names what is missing, what is there, and the --map that mends it', () => {
    const { message, hint } = problem(() => planColumns(['time', 'user', 'activity'], {}));
    expect(message).toContain('no column timestamp and no column person_id');
    expect(message).toContain('Columns found: time, user, activity.');
    expect(hint).toContain('--map timestamp=time --map person_id=user --map touchpoint=activity');
  });

  it('refuses a mapping to a column that is not there', () => {
    const { message, hint } = problem(() =>
      planColumns(['timestamp', 'person_id', 'touchpoint'], { at: 'timestmp' }),
    );
    expect(message).toContain('the file has no column timestmp');
    expect(hint).toBe('Did you mean timestamp?');
  });

  it('refuses a header with the same name twice', () => {
    expect(problem(() => planColumns(['timestamp', 'a', 'a'], {})).message).toContain(
      'The column a appears twice',
    );
  });
});

describe('parseMapping', () => {
  it('reads wire names, default column names and props', () => {
    expect(parseMapping(['at=t', 'person_id=p', 'page.url=u', 'props.x=a=b'])).toEqual({
      at: 't',
      userId: 'p',
      'page.url': 'u',
      'props.x': 'a=b',
    });
  });

  it.each(['timestamp', '=x', 'timestamp='])('refuses %s', (pair) => {
    expect(problem(() => parseMapping([pair])).message).toContain('is not field=column');
  });

  it('suggests the field that was meant and refuses a field named twice', () => {
    expect(problem(() => parseMapping(['timestmp=t'])).hint).toBe('Did you mean timestamp?');
    expect(problem(() => parseMapping(['at=a', 'timestamp=b'])).message).toContain('twice');
  });
});
