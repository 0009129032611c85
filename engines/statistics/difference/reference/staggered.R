# Generates a staggered panel with gaps, weights and a covariate and computes, densely and by definition:
# imputation with its conservative error, Sun-Abraham, two-way fixed effects with cluster errors, the event study,
# Goodman-Bacon components on the balanced part. Writes staggered.json beside this file.
suppressMessages(library(jsonlite))
args <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("--file=", "", args[grep("--file=", args)]))
set.seed(20180912)
units <- 48; periods <- 2014:2020
first_of <- rep(c(2016, 2017, 2019, 0), each = units / 4)
d <- expand.grid(time = periods, unit = seq_len(units))
d$first <- first_of[d$unit]
d$cluster <- ceiling(d$unit / 2)
d$weight <- round(runif(units, 0.5, 3)[d$unit], 3)
d$x <- round(rnorm(nrow(d)) + 0.3 * (d$time - 2014), 4)
shock <- rnorm(length(periods)); level <- rnorm(units)
d$y <- round(10 + level[d$unit] + shock[d$time - 2013] + 0.7 * d$x +
  ifelse(d$first > 0 & d$time >= d$first, 1 + 0.4 * (d$time - d$first) - 0.5 * (d$first == 2019), 0) +
  rnorm(nrow(d), 0, 0.8) + rnorm(max(d$cluster), 0, 0.5)[d$cluster] * (d$time > 2016), 5)
balanced <- d
gap <- sample(nrow(d), 25)
d <- d[-gap, ]
d$treated <- as.numeric(d$first > 0 & d$time >= d$first)

cluster_vcov <- function(X, e, w, cluster, adjust) {
  bread <- solve(crossprod(X * sqrt(w)))
  scores <- rowsum(X * (w * e), cluster)
  bread %*% crossprod(scores) %*% bread * adjust
}
dummies <- function(f) { f <- factor(f); m <- model.matrix(~ f - 1); colnames(m) <- levels(f); m }
fixed <- function(d) cbind(dummies(d$unit), dummies(d$time)[, -1])

imputation <- function(d, weighted, covariate) {
  w <- if (weighted) d$weight else rep(1, nrow(d))
  Z <- fixed(d); if (covariate) Z <- cbind(Z, d$x)
  u <- d$treated == 0
  Z0 <- Z[u, ]; W0 <- w[u]
  inv <- solve(crossprod(Z0 * sqrt(W0)))
  fit <- inv %*% crossprod(Z0, W0 * d$y[u])
  tau <- as.vector(d$y - Z %*% fit)
  one <- function(rows) {
    share <- ifelse(rows, w, 0); share <- share / sum(share)
    v <- numeric(nrow(d))
    v[u] <- -W0 * as.vector(Z0 %*% (inv %*% crossprod(Z, share)))
    v[!u] <- share[!u]
    e <- tau
    for (cell in unique(paste(d$first, d$time)[rows])) {
      r <- rows & paste(d$first, d$time) == cell
      V <- tapply(v[r], d$cluster[r], sum); VT <- tapply(v[r] * tau[r], d$cluster[r], sum)
      e[r] <- tau[r] - sum(V * VT) / sum(V^2)
    }
    list(estimate = sum(share * tau), se = sqrt(sum(tapply(v * e, d$cluster, sum)^2)))
  }
  treated <- d$treated == 1
  events <- sort(unique((d$time - d$first)[treated]))
  list(overall = one(treated),
    event = lapply(setNames(events, events), function(k) one(treated & d$time - d$first == k)),
    cohort = lapply(setNames(c(2016, 2017, 2019), c(2016, 2017, 2019)), function(g) one(treated & d$first == g)))
}

# Clustered by cluster (units nested, not every effect nested): G/(G-1) * (n-1)/(n-k) with k as given.
regress <- function(d, D, w, k) {
  X <- cbind(D, fixed(d))
  b <- solve(crossprod(X * sqrt(w)), crossprod(X, w * d$y))
  e <- as.vector(d$y - X %*% b)
  G <- length(unique(d$cluster)); n <- nrow(d)
  V <- cluster_vcov(X, e, w, d$cluster, G / (G - 1) * (n - 1) / (n - k))
  p <- ncol(D)
  list(b = b[seq_len(p)], V = V[seq_len(p), seq_len(p), drop = FALSE], G = G)
}
# Parameters counted: columns and period effects; unit effects are nested in the clusters.
count_nested <- function(D) ncol(D) + length(periods)

twfe <- function(weighted) {
  D <- cbind(d$treated, d$x)
  w <- if (weighted) d$weight else rep(1, nrow(d))
  m <- regress(d, D, w, count_nested(D))
  list(estimate = m$b[1], se = sqrt(m$V[1, 1]), x = m$b[2], x_se = sqrt(m$V[2, 2]))
}
event <- ifelse(d$first > 0, d$time - d$first, -1)
event_study <- local({
  keys <- setdiff(sort(unique(event)), -1)
  D <- cbind(sapply(keys, function(k) as.numeric(event == k & d$first > 0)), d$x)
  m <- regress(d, D, rep(1, nrow(d)), count_nested(D))
  pre <- which(keys < -1)
  wald <- as.numeric(t(m$b[pre]) %*% solve(m$V[pre, pre]) %*% m$b[pre]) / length(pre)
  list(event = keys, estimate = m$b[seq_along(keys)], se = sqrt(diag(m$V))[seq_along(keys)],
    wald = wald, df1 = length(pre), df2 = m$G - 1, p = pf(wald, length(pre), m$G - 1, lower.tail = FALSE))
})
sun_abraham <- local({
  cells <- unique(data.frame(first = d$first, event = event)[d$first > 0 & event != -1, ])
  cells <- cells[order(cells$first, cells$event), ]
  D <- cbind(mapply(function(g, k) as.numeric(d$first == g & event == k), cells$first, cells$event), d$x)
  m <- regress(d, D, rep(1, nrow(d)), count_nested(D))
  n_cell <- mapply(function(g, k) sum(d$first == g & event == k), cells$first, cells$event)
  combine <- function(take) {
    a <- c(ifelse(take, n_cell, 0), 0); a <- a / sum(a)
    list(estimate = sum(a * m$b), se = sqrt(as.numeric(t(a) %*% m$V %*% a)))
  }
  keys <- sort(unique(cells$event))
  list(event = lapply(setNames(keys, keys), function(k) combine(cells$event == k)),
    att = combine(cells$event >= 0),
    cohort = lapply(setNames(unique(cells$first), unique(cells$first)), function(g) combine(cells$event >= 0 & cells$first == g)))
})
negative <- local({
  r <- residuals(lm(treated ~ factor(unit) + factor(time), d))
  r1 <- r[d$treated == 1]
  list(negative_rows = sum(r1 < -1e-9), treated_rows = length(r1), negative_sum = sum(r1[r1 < 0]) / sum(r1))
})
b <- balanced; b$treated <- as.numeric(b$first > 0 & b$time >= b$first)
balanced_twfe <- unname(coef(lm(y ~ treated + factor(unit) + factor(time), b, weights = b$weight))["treated"])
simple <- local({
  two <- d[d$first %in% c(0, 2017), ]; two$g <- as.numeric(two$first == 2017); two$p <- as.numeric(two$time >= 2017)
  X <- model.matrix(~ g * p, two); w <- two$weight
  m <- lm(y ~ g * p, two, weights = w)
  G <- length(unique(two$cluster)); n <- nrow(two)
  V <- cluster_vcov(X, residuals(m), w, two$cluster, G / (G - 1) * (n - 1) / (n - 4))
  list(estimate = unname(coef(m)[4]), se = sqrt(V[4, 4]), df = G - 1)
})
out <- list(
  versions = list(R = R.version.string, jsonlite = as.character(packageVersion("jsonlite"))),
  data = as.list(balanced[c("y", "unit", "time", "first", "cluster", "weight", "x")]), gap_rows = sort(gap) - 1,
  imputation = list(plain = imputation(d, FALSE, FALSE), weighted = imputation(d, TRUE, FALSE), weighted_x = imputation(d, TRUE, TRUE)),
  twfe = list(plain = twfe(FALSE), weighted = twfe(TRUE)),
  event_study = event_study, sun_abraham = sun_abraham, negative_weights = negative,
  balanced_weighted_twfe = balanced_twfe, two_by_two = simple)
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA), file.path(here, "staggered.json"))
