import '@fontsource-variable/inter/wght.css';
import './theme/base.css';
import './theme/components.ts';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries.ts';
import { startTexts } from './i18n/index.ts';
import { router } from './router.tsx';
import { theme, variables } from './theme/theme.ts';

const colorSchemeManager = localStorageColorSchemeManager({ key: 'trellis-scheme' });

await startTexts();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

// The bundled Chinese font stands last in the stack and off the critical path:
// its pieces load only where no system font has the glyph.
const idle = window.requestIdleCallback ?? ((work: () => void) => window.setTimeout(work, 300));
idle(() => void import('./theme/chinese-font.ts'));
