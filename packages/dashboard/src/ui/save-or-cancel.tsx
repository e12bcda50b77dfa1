import { common } from '../words/common.ts';

/** The end of a form: saves it, and says so while it is on its way; or throws away what was typed. */
export function SaveOrCancel(props: { busy: boolean; incomplete?: boolean; onCancel: () => void }) {
  const { busy, incomplete = false, onCancel } = props;
  return (
    <>
      <button type="submit" class="button primary" disabled={busy || incomplete}>
        {common(busy ? 'Saving…' : 'Save')}
      </button>
      <button type="button" class="button" onClick={onCancel}>
        {common('Cancel')}
      </button>
    </>
  );
}
