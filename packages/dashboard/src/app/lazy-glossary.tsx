import { useEffect, useState } from 'preact/hooks';
import type { Glossary } from './glossary.tsx';

/** The words of the product, loaded when somebody asks for them first. */
export function LazyGlossary(props: { open: boolean; onClose: () => void }) {
  const { open, onClose } = props;
  const [loaded, setLoaded] = useState<{ Glossary: typeof Glossary }>();
  useEffect(() => {
    if (!open || loaded) return;
    // Where the code does not come, the next press asks for it again.
    void import('./glossary.tsx').then(setLoaded, onClose);
  }, [open]);
  return loaded ? <loaded.Glossary open={open} onClose={onClose} /> : null;
}
