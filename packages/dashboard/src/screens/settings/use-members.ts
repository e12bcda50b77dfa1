import type { TokenInput, TokenSummary } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, deleteJson, postJson, putJson } from '../../app/api.ts';
import type { Role } from '../../app/api.ts';
import { noticeRefusal } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import type { Got } from '../../app/use-get.ts';
import { say } from './say.ts';

export interface Members {
  got: Got<TokenSummary[]>;
  busy: boolean;
  /** What was done last; `token` is shown this once. */
  done: { text: string; token?: string; undo?: () => Promise<void> } | undefined;
  failed: string | undefined;
  /** Resolves with whether somebody was let in. */
  letIn: (wanted: TokenInput) => Promise<boolean>;
  setRole: (member: TokenSummary, role: Role) => Promise<void>;
  revoke: (member: TokenSummary) => Promise<void>;
}

const pathOf = (id: string): string => `/api/tokens/${encodeURIComponent(id)}`;

/** What a token is called: its name, else its id. */
export const memberName = ({ name, id }: Pick<TokenSummary, 'name' | 'id'>): string => name || id;

/** Changes a role and says so. */
const put = async (member: TokenSummary, role: Role): Promise<string> => {
  await putJson(pathOf(member.id), { role });
  return say('{name} is {role} from now on.', { name: memberName(member), role });
};

/** Who is let in, and changing it. */
export function useMembers(): Members {
  const got = useGet<TokenSummary[]>('/api/tokens');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Members['done']>();
  const [failed, setFailed] = useState<string>();
  const attempt = async (work: () => Promise<Members['done']>): Promise<boolean> => {
    setDone(undefined);
    setFailed(undefined);
    setBusy(true);
    try {
      setDone(await work());
      return true;
    } catch (error) {
      noticeRefusal(error);
      setFailed(error instanceof ApiError ? `${error.message} ${error.hint}` : String(error));
      return false;
    } finally {
      setBusy(false);
      got.again();
    }
  };
  return {
    got,
    busy,
    done,
    failed,
    letIn: (wanted) =>
      attempt(async () => {
        const made = (await postJson('/api/tokens', wanted)) as TokenSummary & { token: string };
        return { text: say('{name} is let in.', { name: memberName(made) }), token: made.token };
      }),
    async setRole(member, role) {
      await attempt(async () => ({
        text: await put(member, role),
        undo: async () => {
          await attempt(async () => ({ text: await put(member, member.role) }));
        },
      }));
    },
    async revoke(member) {
      await attempt(async () => {
        await deleteJson(pathOf(member.id));
        return { text: say('{name} is shut out.', { name: memberName(member) }) };
      });
    },
  };
}
