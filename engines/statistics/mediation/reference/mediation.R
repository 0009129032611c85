# Known answers for mediation with clusters, fixed effects, two mediators, interaction and weights, from lm and the
# scores of sandwich::estfun. Run: Rscript mediation.R
suppressMessages({ library(sandwich); library(jsonlite) })
set.seed(20100715)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
schools <- 40; per_wave <- 4; waves <- 3
d <- expand.grid(pupil = 1:per_wave, wave = 1:waves, school = 1:schools)
n <- nrow(d)
u <- rnorm(schools, 0, 0.4)[d$school]
d$treat <- as.numeric(d$school <= 18 & d$wave >= 2)
d$x <- round(rnorm(n) + u, 4)
d$peer <- round(0.5 * d$treat + 0.3 * d$x + u + rnorm(n), 4)
lead <- round(rnorm(schools * waves), 4)[(d$school - 1) * waves + d$wave]
d$lead <- round(lead + 0.4 * d$treat, 4)
d$y <- round(0.2 * d$treat + 0.3 * d$peer + 0.25 * d$lead + 0.1 * d$treat * d$peer + 0.2 * d$x + 0.1 * d$wave + u + rnorm(n), 4)
d$w <- round(runif(n, 0.5, 2), 3)
N <- n; G <- schools

# Every coefficient as a sum over clusters of its influence; corrected per equation by G/(G-1) (N-1)/(N-K).
influence_of <- function(model, names, k, cluster) {
  w <- if (is.null(weights(model))) rep(1, N) else weights(model)
  X <- model.matrix(model); keep <- !is.na(coef(model)); X <- X[, keep]
  B <- solve(crossprod(X * sqrt(w)))
  S <- rowsum(X * residuals(model) * w, cluster)
  f <- if (length(unique(cluster)) == N) N / (N - k) else G / (G - 1) * (N - 1) / (N - k)
  sqrt(f) * (S %*% B)[, names, drop = FALSE]
}
report <- function(effect, influences) list(estimate = effect, std_error = sqrt(sum(influences^2)))

# Two mediators side by side, clustered, no fixed effects.
m1 <- lm(peer ~ treat + x, d); m2 <- lm(lead ~ treat + x, d); o <- lm(y ~ treat + peer + lead + x, d)
two <- function(cluster, m1, m2, o) {
  k_m <- sum(!is.na(coef(m1))); k_o <- sum(!is.na(coef(o)))
  i1 <- influence_of(m1, "treat", k_m, cluster); i2 <- influence_of(m2, "treat", k_m, cluster)
  io <- influence_of(o, c("treat", "peer", "lead"), k_o, cluster)
  a <- c(coef(m1)["treat"], coef(m2)["treat"]); b <- coef(o)[c("peer", "lead")]
  p <- a[1] * io[, "peer"] + b[1] * i1; l <- a[2] * io[, "lead"] + b[2] * i2
  list(peer = report(a[[1]] * b[[1]], p), lead = report(a[[2]] * b[[2]], l), indirect = report(sum(a * b), p + l),
       direct = report(coef(o)[["treat"]], io[, "treat"]), total = report(sum(a * b) + coef(o)[["treat"]], p + l + io[, "treat"]))
}
clustered <- two(d$school, m1, m2, o)
robust <- two(seq_len(N), m1, m2, o)
weighted <- two(d$school, lm(peer ~ treat + x, d, weights = w), lm(lead ~ treat + x, d, weights = w), lm(y ~ treat + peer + lead + x, d, weights = w))

# School and wave effects; school effects are nested in clusters and do not count, one constant does.
fixed <- local({
  f1 <- lm(peer ~ factor(school) + factor(wave) + treat + x, d); f2 <- lm(lead ~ factor(school) + factor(wave) + treat + x, d)
  fo <- lm(y ~ factor(school) + factor(wave) + treat + peer + lead + x, d)
  k <- 1 + (waves - 1) + 2
  i1 <- influence_of(f1, "treat", k, d$school); i2 <- influence_of(f2, "treat", k, d$school)
  io <- influence_of(fo, c("treat", "peer", "lead"), k + 2, d$school)
  a <- c(coef(f1)["treat"], coef(f2)["treat"]); b <- coef(fo)[c("peer", "lead")]
  p <- a[1] * io[, "peer"] + b[1] * i1; l <- a[2] * io[, "lead"] + b[2] * i2
  list(peer = report(a[[1]] * b[[1]], p), lead = report(a[[2]] * b[[2]], l), indirect = report(sum(a * b), p + l),
       direct = report(coef(fo)[["treat"]], io[, "treat"]), total = report(sum(a * b) + coef(fo)[["treat"]], p + l + io[, "treat"]))
})

# Treatment × mediator, clustered; the mediator's mean counts as an estimate, the treatment's as given.
interacted <- local({
  oi <- lm(y ~ treat * peer + x, d)
  k_m <- 3; k_o <- 5
  i1 <- influence_of(m1, "treat", k_m, d$school)
  im <- rowsum(residuals(m1), d$school) / N * sqrt(G / (G - 1) * (N - 1) / (N - k_m))
  io <- influence_of(oi, c("treat", "peer", "treat:peer"), k_o, d$school)
  a <- coef(m1)[["treat"]]; b <- coef(oi)[["peer"]]; g <- coef(oi)[["treat:peer"]]; c <- coef(oi)[["treat"]]
  mm <- mean(d$peer); dm <- mean(d$treat)
  at <- function(t) list(
    indirect = report(a * (b + g * t), (b + g * t) * i1 + a * (io[, "peer"] + t * io[, "treat:peer"])),
    direct = report(c + g * (mm + a * (t - dm)), io[, "treat"] + (mm + a * (t - dm)) * io[, "treat:peer"] + g * (im + i1 * (t - dm))))
  list(control = at(0), treated = at(1))
})
write_json(list(
  generated_with = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich")), seed = 20100715),
  data = as.list(d), clustered = clustered, robust = robust, weighted = weighted, fixed = fixed, interacted = interacted
), file.path(here, "mediation.json"), digits = NA, auto_unbox = TRUE)
