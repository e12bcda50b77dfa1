import { common } from '../words/common.ts';

/**
 * The end of a form: saves it, and says so while it is on its way; or throws away what was typed.
 *
 * @param save what the first button says, where it does not save yet.
 */
export function SaveOrCancel(props: {
  busy?: boolean;
  incomplete?: boolean;
  save?: string;
  onCancel: () => void;
}) {
  const { busy = false, incomplete = false, save = common('Save'), onCancel } = props;
  return (
    <>
      <button type="submit" class="button primary" disabled={busy || incomplete}>
        {busy ? common('Saving…') : save}
      </button>
      <button type="button" class="button" onClick={onCancel}>
        {common('Cancel')}
      </button>
    </>
  );
}
