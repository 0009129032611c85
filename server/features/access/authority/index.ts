export { findActor } from './load-actor.ts';
export { assertLeadsGroup, assertSeesGroup, grantingAuthorities, POLICY, REACH_GROUPS } from './policy.ts';
