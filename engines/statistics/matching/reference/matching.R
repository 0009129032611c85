# Reference numbers for matching on generated data: Matching::Match, MatchIt's Mahalanobis distance, glm, and definitions.
# Run: Rscript engines/statistics/matching/reference/matching.R
suppressMessages({library(Matching); library(MatchIt); library(jsonlite)})
set.seed(4711)
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
version <- function(p) as.character(packageVersion(p))

n <- 160
x1 <- round(rnorm(n), 4); x2 <- round(runif(n, 10, 60), 2); place <- sample(0:2, n, TRUE)
d <- rbinom(n, 1, plogis(-0.6 + 0.7 * x1 + 0.01 * x2 + 0.5 * (place == 2)))
y <- round(2 + 0.5 * d + x1 + 0.03 * x2 + 0.4 * (place == 1) + rnorm(n), 4)
X <- cbind(x1, x2, place1 = as.numeric(place == 1), place2 = as.numeric(place == 2))
w <- round(runif(n, 0.5, 2), 3)

fit <- glm(d ~ X, family = binomial)
e <- fitted(fit)
fit_w <- suppressWarnings(glm(d ~ X, family = binomial, weights = w))

match_one <- function(X, estimand, M, Weight, bias) {
  m <- Match(Y = y, Tr = d, X = X, Z = cbind(x1, x2, X[, 0]), estimand = estimand, M = M, Weight = Weight, BiasAdjust = bias)
  list(estimand = estimand, M = M, bias = bias, mahalanobis = Weight == 2, estimate = m$est[1, 1], error = m$se,
       paired = m$se.standard, pairs = length(m$index.treated))
}
neighbours <- list(match_one(X, "ATT", 1, 2, FALSE), match_one(X, "ATT", 3, 2, TRUE), match_one(X, "ATE", 1, 2, FALSE),
                   match_one(X, "ATE", 4, 2, TRUE), match_one(cbind(e), "ATE", 2, 1, FALSE), match_one(cbind(e), "ATT", 2, 1, TRUE))

h <- 0.06
kernel <- function(K) { D <- outer(e[d == 1], e[d == 0], function(a, b) K((a - b) / h)); D <- D[rowSums(D) > 0, , drop = FALSE]
  list(used = nrow(D), estimate = mean(y[d == 1][rowSums(outer(e[d == 1], e[d == 0], function(a, b) K((a - b) / h))) > 0] -
    (D / rowSums(D)) %*% y[d == 0])) }
epanechnikov <- kernel(function(u) pmax(0, 1 - u^2)); gaussian <- kernel(function(u) exp(-u^2 / 2))

m0 <- cbind(1, X) %*% coef(lm(y ~ X, subset = d == 0)); p <- mean(d)
psi <- (d * (y - m0) - (1 - d) * e / (1 - e) * (y - m0)) / p
att <- mean(psi)

# Stacked estimating equations (logit score, two weighted means) solved for their sandwich.
D1 <- cbind(1, X)
stacked <- function(estimand) {
  full <- glm(d ~ X, family = binomial, control = glm.control(epsilon = 1e-15)); e <- fitted(full)
  w <- switch(estimand, att = ifelse(d == 1, 1, e / (1 - e)), atc = ifelse(d == 1, (1 - e) / e, 1),
              ate = ifelse(d == 1, 1 / e, 1 / (1 - e)), ato = ifelse(d == 1, 1 - e, e))
  dw <- switch(estimand, att = ifelse(d == 1, 0, e / (1 - e)), atc = ifelse(d == 1, -(1 - e) / e, 0),
               ate = ifelse(d == 1, -(1 - e) / e, e / (1 - e)), ato = ifelse(d == 1, -1, 1) * e * (1 - e))
  m1 <- weighted.mean(y[d == 1], w[d == 1]); m0c <- weighted.mean(y[d == 0], w[d == 0]); k <- ncol(D1)
  U <- cbind(D1 * (d - e), d * w * (y - m1), (1 - d) * w * (y - m0c))
  A <- matrix(0, k + 2, k + 2)
  A[1:k, 1:k] <- -t(D1) %*% (D1 * e * (1 - e))
  A[k + 1, 1:k] <- colSums(D1 * d * dw * (y - m1)); A[k + 2, 1:k] <- colSums(D1 * (1 - d) * dw * (y - m0c))
  A[k + 1, k + 1] <- -sum(d * w); A[k + 2, k + 2] <- -sum((1 - d) * w)
  V <- solve(A) %*% crossprod(U) %*% t(solve(A)); L <- c(rep(0, k), 1, -1)
  Uc <- rowsum(U, place); Vc <- solve(A) %*% crossprod(Uc) %*% t(solve(A))
  list(estimand = estimand, estimate = m1 - m0c, error = sqrt(c(t(L) %*% V %*% L) * n / (n - 1)),
       clustered_error = sqrt(c(t(L) %*% Vc %*% L) * 3 / 2))
}

mahalanobis <- mahalanobis_dist(d ~ x1 + x2 + factor(place), data = data.frame(d, x1, x2, place))

write(toJSON(list(
  generated_with = list(R = R.version.string, Matching = version("Matching"), MatchIt = version("MatchIt")),
  x1 = x1, x2 = x2, place = place, d = d, y = y, w = w,
  logit = list(coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))), deviance = deviance(fit),
    weighted_coef = unname(coef(fit_w)), weighted_se = unname(sqrt(diag(vcov(fit_w))))),
  neighbours = neighbours, kernel = list(width = h, epanechnikov = epanechnikov, gaussian = gaussian),
  weighted = lapply(c("att", "atc", "ate", "ato"), stacked),
  aipw_att = list(estimate = att, error = sqrt(sum((psi - att * d / p)^2) / (n * (n - 1)))),
  mahalanobis_first_treated = unname(mahalanobis[1, 1:20])), digits = NA, auto_unbox = TRUE), file.path(folder, "matching.json"))
