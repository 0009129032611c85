export { findActor } from './load-actor.ts';
export { assertLeadsGroup, assertSeesGroup, grantingAuthorities, POLICY } from './policy.ts';
