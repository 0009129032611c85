import { useCallback, useState } from 'react';

/**
 * The width of an element, for drawings that fill it. It is measured as soon as the element stands,
 * before the first paint, so that a page printed or captured at once shows its drawings too.
 */
export function useWidth() {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
