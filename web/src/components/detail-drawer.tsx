import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './detail-drawer.module.css';

interface DetailDrawerProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  /** The line above the title: what kind of thing this explains. */
  kicker?: ReactNode;
  children: ReactNode;
  size?: number;
}

/** Explanations and forms beside the page: from the right, or from below on a phone. */
export function DetailDrawer({ opened, onClose, title, kicker, children, size = 560 }: DetailDrawerProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 720px)');
  // The library gives the focus back when it closes, but not when the page takes the drawer away.
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && (opener instanceof HTMLElement || opener instanceof SVGElement)) {
          opener.focus({ preventScroll: true });
        }
      });
    };
  }, [opened]);
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '88%' : size}
      transitionProps={{ duration: 140 }}
      classNames={{ content: styles.content ?? '' }}
    >
      <Drawer.Overlay backgroundOpacity={0.32} />
      <Drawer.Content>
        {/* Not the library's own header, which would be a second banner of the page. */}
        <div className={styles.header}>
          <Drawer.Title className={styles.title ?? ''}>
            {kicker === undefined ? null : <span className={styles.kicker}>{kicker}</span>}
            {title}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('close')} className={styles.close ?? ''} />
        </div>
        <Drawer.Body className={styles.body ?? ''}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
