import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';

/** Places in the header that a page may fill. */
export const HeaderSlots = createContext<{ context: HTMLElement | null; chips: HTMLElement | null }>({
  context: null,
  chips: null,
});

/** What stands beside the group's name in the header: the pack, the stage, the year. */
export function HeaderContext({ children }: { children: ReactNode }) {
  const { context } = useContext(HeaderSlots);
  return context === null ? null : createPortal(children, context);
}

/** A chip at the right of the header, such as "As of 1 Sep 2025". */
export function HeaderChip({ children }: { children: ReactNode }) {
  const { chips } = useContext(HeaderSlots);
  return chips === null ? null : createPortal(children, chips);
}
