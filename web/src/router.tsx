import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ApiError, onSignedOut, type SignedOutReason } from './api/client.ts';
import { meQuery } from './api/me.ts';
import { queryClient, queryFor } from './api/queries.ts';
import { followOtherTabs, forgetPerson } from './api/session.ts';
import { loadTexts } from './i18n/index.ts';
import { type BalanceSearch, readBalanceSearch } from './pages/balance/search.ts';
import { type BureauSearch, readBureauSearch } from './pages/bureau/search.ts';
import { ErrorPage, NotFoundPage, PendingPage } from './shell/fallback-pages.tsx';
import { Frame } from './shell/frame.tsx';

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; why?: SignedOutReason } => ({
    ...(typeof search.next === 'string' && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {}),
    ...(search.why === 'session-ended' || search.why === 'no-authority' ? { why: search.why } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/start/sign-in-page.tsx'), 'Page'),
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>): { token?: string } =>
    search.token === undefined ? {} : { token: String(search.token) },
  component: lazyRouteComponent(() => import('./pages/start/setup-page.tsx'), 'Page'),
});
const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('./pages/start/invitation-page.tsx'), 'Page'),
});

/** Everything inside needs a signed-in person. */
const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({
          to: '/sign-in',
          search: {
            ...(location.href === '/' ? {} : { next: location.href }),
            ...(error.code === 'no-authority' ? { why: 'no-authority' as const } : {}),
          },
        });
      }
      throw error;
    }
  },
});

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(meQuery);
    const first = me.groups[0];
    if (me.permissions.includes('bureau.read') && me.groupCount > 0) throw redirect({ to: '/bureau' });
    if (first !== undefined) throw redirect({ to: '/groups/$groupId', params: { groupId: first.id } });
  },
  component: lazyRouteComponent(() => import('./pages/start/no-group-page.tsx'), 'Page'),
});

const balanceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/groups/$groupId',
  validateSearch: (search: Record<string, unknown>): BalanceSearch => readBalanceSearch(search),
  component: lazyRouteComponent(() => import('./pages/balance/balance-page.tsx'), 'Page'),
});
const bureauRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/bureau',
  validateSearch: (search: Record<string, unknown>): BureauSearch => readBureauSearch(search),
  component: lazyRouteComponent(() => import('./pages/bureau/bureau-page.tsx'), 'Page'),
});
const standardsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/standards',
  component: lazyRouteComponent(() => import('./pages/standards/packs-page.tsx'), 'Page'),
});
const packRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/standards/$packId',
  component: lazyRouteComponent(() => import('./pages/standards/pack-page.tsx'), 'Page'),
});

const registerRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/register',
  component: lazyRouteComponent(() => import('./pages/register/groups-page.tsx'), 'Page'),
});
const schoolRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/register/schools/$schoolId',
  component: lazyRouteComponent(() => import('./pages/register/school-page.tsx'), 'Page'),
});
const staffRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/register/staff',
  component: lazyRouteComponent(() => import('./pages/register/staff/staff-page.tsx'), 'Page'),
});
const careerRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/register/staff/$staffId',
  component: lazyRouteComponent(() => import('./pages/register/staff/career-page.tsx'), 'Page'),
});
const trajectoryRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/groups/$groupId/trajectory',
  // The page's words and figures come while its code does, not after it.
  loader: ({ params }) => {
    void loadTexts('register');
    void queryClient.prefetchQuery(
      queryFor('GET /api/groups/:id/trajectory', { params: { id: params.groupId } }),
    );
  },
  component: lazyRouteComponent(() => import('./pages/register/trajectory-page.tsx'), 'Page'),
});
const groupRegisterRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/groups/$groupId/register',
  component: lazyRouteComponent(() => import('./pages/register/group-page.tsx'), 'Page'),
});
const importsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/imports',
  component: lazyRouteComponent(() => import('./pages/register/imports-page.tsx'), 'Page'),
});
const importRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/imports/$importId',
  component: lazyRouteComponent(() => import('./pages/register/import-page.tsx'), 'Page'),
});
const studiesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/studies',
  component: lazyRouteComponent(() => import('./pages/studies/studies-page.tsx'), 'Page'),
});
const studyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/studies/$studyId',
  component: lazyRouteComponent(() => import('./pages/studies/study-page.tsx'), 'Page'),
});
const accessRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/access',
  component: lazyRouteComponent(() => import('./pages/access/people-page.tsx'), 'Page'),
});

const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/access/audit',
  component: lazyRouteComponent(() => import('./pages/access/audit-page.tsx'), 'Page'),
});
const policyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/access/policy',
  component: lazyRouteComponent(() => import('./pages/access/policy-page.tsx'), 'Page'),
});
const sessionsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/access/sessions',
  component: lazyRouteComponent(() => import('./pages/access/sessions-page.tsx'), 'Page'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  invitationRoute,
  frameRoute.addChildren([
    homeRoute,
    balanceRoute,
    bureauRoute,
    standardsRoute,
    packRoute,
    registerRoute,
    schoolRoute,
    staffRoute,
    careerRoute,
    trajectoryRoute,
    groupRegisterRoute,
    importsRoute,
    importRoute,
    studiesRoute,
    studyRoute,
    accessRoute,
    auditRoute,
    policyRoute,
    sessionsRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
  defaultPendingComponent: PendingPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** This entry shows an explanation opened on the page before it. */
    openedHere?: boolean;
  }
}

/** Pages that need nobody: a refused password there is no session that has ended. */
const NEEDS_NOBODY = /^\/(?:sign-in|setup|invitation)(?:\/|$)/;

/** Goes to the sign-in page, says why, and remembers where one was. */
onSignedOut((why) => {
  const { pathname, href } = router.state.location;
  if (NEEDS_NOBODY.test(pathname)) return;
  // Forget the person only after leaving the pages that need one.
  void router.navigate({ to: '/sign-in', search: { next: href, why } }).then(forgetPerson);
});
followOtherTabs();
