/** An R script that reproduces the study's main number from the same file. */

import type { StudyDesign, StudyOutcomeResult, StudyResult } from '@trellis/contract';

export function writeRScript(result: StudyResult): string {
  const { design, fileName, dataSha256, outcomes } = result;
  const lines = [
    `# ${oneLine(result.title)}`,
    `# ${oneLine(result.method.en)}. Data: ${oneLine(fileName)}, SHA-256 ${dataSha256}`,
    ...(result.hash === null ? [] : [`# Design frozen as ${result.hash}`]),
    '',
    ...readData(fileName),
    ...prepareTreatment(design),
  ];
  for (const outcome of outcomes) lines.push('', ...reproduce(design, outcome));
  return `${lines.join('\n')}\n`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const text = (value: string): string => JSON.stringify(value);
/** A column's name in a formula. */
const name = (column: string): string =>
  /^[A-Za-z.][A-Za-z0-9._]*$/.test(column) ? column : `\`${column.replaceAll('`', '')}\``;

function readData(fileName: string): string[] {
  return /\.xlsx$/i.test(fileName)
    ? ['library(readxl)', `d <- as.data.frame(read_excel(${text(fileName)}))`]
    : [`d <- read.csv(${text(fileName)}, check.names = FALSE, na.strings = c("", "NA", "."))`];
}

const NEVER = 10000;

function prepareTreatment({ treatedFrom, treated, time }: StudyDesign): string[] {
  if (treatedFrom === null || time === null) {
    return treated === null ? [] : [`d$treated_now <- d[[${text(treated)}]]`];
  }
  return [
    `d$first <- d[[${text(treatedFrom)}]]`,
    'd$first[is.na(d$first)] <- 0',
    `d$treated_now <- as.numeric(d$first > 0 & d[[${text(time)}]] >= d$first)`,
  ];
}

function reproduce(design: StudyDesign, result: StudyOutcomeResult): string[] {
  const { outcome, headline } = result;
  const divisor = headline.scaleDivisor;
  const intro = [
    `# ${oneLine(outcome)}: ${headline.estimate === null ? 'not estimable' : `${headline.estimate} (standard error ${headline.standardError})`}`,
    `d$y <- d[[${text(outcome)}]]${divisor === 1 ? '' : ` / ${divisor}`}`,
  ];
  return [...intro, ...writeModel(design)];
}

function writeModel(design: StudyDesign): string[] {
  const { estimator, unit, time, weights } = design;
  const covariates = design.covariates.map(({ column }) => name(column));
  const plus = covariates.map((column) => ` + ${column}`).join('');
  const cluster = design.cluster ?? unit;
  const fixed = (design.fixed.length > 0 ? design.fixed : [unit, time].filter((one) => one !== null)).map(
    name,
  );
  const effects = fixed.length === 0 ? '' : ` | ${fixed.join(' + ')}`;
  const weighted = weights === null ? '' : `, weights = ~${name(weights)}`;
  const vcov = writeCovariance(design, cluster);
  switch (estimator) {
    case '2x2':
      return [
        'library(fixest)',
        `start <- min(d$first[d$first > 0]); d$ever <- as.numeric(d$first > 0); d$after <- as.numeric(d[[${text(time!)}]] >= start)`,
        `m <- feols(y ~ ever * after${plus}, d${weighted}, ${vcov})`,
        'summary(m)$coeftable["ever:after", ]',
      ];
    case 'twfe':
      return [
        'library(fixest)',
        `m <- feols(y ~ treated_now${plus}${effects}, d${weighted}, ${vcov})`,
        'summary(m)$coeftable["treated_now", ]',
      ];
    case 'event':
      return [
        'library(fixest)',
        `d$event <- ifelse(d$first > 0, d[[${text(time!)}]] - d$first, -1)`,
        `m <- feols(y ~ i(event, ref = -1)${plus}${effects}, d${weighted}, ${vcov})`,
        'b <- coef(m); after <- grepl("event::[0-9]", names(b))',
        'w <- after / sum(after); c(estimate = sum(w * b), se = sqrt(drop(t(w) %*% vcov(m) %*% w)))',
      ];
    case 'sun-abraham':
      return [
        'library(fixest)',
        `d$cohort <- ifelse(d$first > 0, d$first, ${NEVER})`,
        `m <- feols(y ~ sunab(cohort, ${name(time!)})${plus}${effects}, d${weighted}, ${vcov})`,
        'summary(m, agg = "att")',
      ];
    case 'callaway-santanna':
      return [
        'library(did)',
        `d$unit_number <- as.integer(factor(d[[${text(unit!)}]]))`,
        `a <- att_gt(yname = "y", tname = ${text(time!)}, idname = "unit_number", gname = "first",`,
        `  xformla = ~1${plus}, data = d, control_group = ${design.control === 'never' ? '"nevertreated"' : '"notyettreated"'},`,
        `  panel = !any(duplicated(d[c("unit_number", ${text(time!)})])), bstrap = FALSE, cband = FALSE, est_method = "dr")`,
        'aggte(a, type = "simple", bstrap = FALSE, cband = FALSE)',
      ];
    case 'imputation':
      return [
        'library(didimputation)',
        `did_imputation(d, yname = "y", gname = "first", tname = ${text(time!)}, idname = ${text(unit!)}${cluster === null ? '' : `, cluster_var = ${text(cluster)}`})`,
      ];
    case 'match':
      return [
        'library(MatchIt); library(estimatr)',
        `m <- matchit(treated_now ~ ${covariates.join(' + ')}, d, method = "nearest", distance = "glm", link = "linear.logit", caliper = 0.2, m.order = "largest")`,
        `matched <- match.data(m)`,
        `lm_robust(y ~ treated_now, matched, weights = weights${cluster === null ? ', clusters = subclass' : `, clusters = ${name(cluster)}`}, se_type = "stata")`,
      ];
    case 'match-did':
      return [
        'library(MatchIt); library(estimatr)',
        `start <- min(d$first[d$first > 0]); base <- max(d[[${text(time!)}]][d[[${text(time!)}]] < start])`,
        `u <- merge(subset(d, ${name(time!)} == base), aggregate(y ~ ${name(unit!)}, subset(d, ${name(time!)} >= start), mean), by = ${text(unit!)}, suffixes = c("", ".after"))`,
        'u$ever <- as.numeric(u$first > 0); u$change <- u$y.after - u$y',
        `m <- matchit(ever ~ ${covariates.join(' + ')}, u, method = "nearest", distance = "glm", link = "linear.logit", caliper = 0.2, m.order = "largest")`,
        'lm_robust(change ~ ever, match.data(m), weights = weights, clusters = subclass, se_type = "stata")',
      ];
    case 'mediate': {
      const mediators = design.mediators.map(({ column }) => name(column));
      const fe = design.treatedFrom === null && design.fixed.length === 0 ? '' : effects;
      return [
        'library(fixest)',
        `# indirect effect: product of the two paths, summed over ${mediators.join(', ')}`,
        `outcome <- feols(y ~ treated_now + ${mediators.join(' + ')}${plus}${fe}, d${weighted}, ${vcov})`,
        `paths <- sapply(c(${design.mediators.map(({ column }) => text(column)).join(', ')}), function(m) {`,
        `  first <- feols(as.formula(paste0("\`", m, "\` ~ treated_now${plus}${fe}")), d${weighted}, ${vcov})`,
        '  unname(coef(first)["treated_now"] * coef(outcome)[grepl(m, names(coef(outcome)), fixed = TRUE)])',
        '})',
        'c(paths, indirect = sum(paths))',
      ];
    }
    case 'multilevel':
      return [
        'library(lmerTest)',
        `m <- lmer(y ~ 1${plus}${design.treated === null ? '' : ' + treated_now'} + (1 | ${name(unit!)})${cluster === null || cluster === unit ? '' : ` + (1 | ${name(cluster)})`}, d, REML = TRUE)`,
        'summary(m)',
      ];
  }
}

function writeCovariance({ standardErrors, smallSample }: StudyDesign, cluster: string | null): string {
  if (standardErrors === 'iid') return 'vcov = "iid"';
  if (standardErrors === 'hc1' || cluster === null) return 'vcov = "hetero"';
  // CR2 stands in clubSandwich: vcovCR(m, type = "CR2") gives it for the same model.
  const correction =
    smallSample === 'none'
      ? 'ssc(adj = FALSE, cluster.adj = FALSE)'
      : `ssc(fixef.K = ${smallSample === 'full' ? '"full"' : '"nested"'})`;
  return `vcov = ~${name(cluster)}, ssc = ${correction}`;
}
