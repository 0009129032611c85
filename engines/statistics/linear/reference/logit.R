# Logits of R's glm on generated data. Run: Rscript logit.R > logit.json
library(sandwich)
set.seed(20180907)
n <- 240
d <- data.frame(x1 = round(rnorm(n), 3), x2 = round(runif(n, 0, 50), 2), g = rep(1:20, each = 12))
d$y <- rbinom(n, 1, plogis(-0.5 + 0.8 * d$x1 + 0.02 * d$x2 + 0.4 * rnorm(20)[d$g]))
d$w <- sample(1:4, n, TRUE)

pack <- function(m, v = vcov(m)) list(
  estimate = unname(coef(m)), error = unname(sqrt(diag(v))), deviance = deviance(m))
plain <- glm(y ~ x1 + x2, binomial, d)
weighted <- glm(y ~ x1 + x2, binomial, d, weights = w)
without <- glm(y ~ 0 + x1 + x2, binomial, d)
exact <- update(plain, control = glm.control(epsilon = 1e-14, maxit = 100))
out <- list(
  versions = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich"))),
  data = as.list(d), plain = pack(plain), weighted = pack(weighted), withoutIntercept = pack(without),
  clustered = pack(exact, vcovCL(exact, d$g, type = "HC0", cadjust = TRUE)))
cat(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE))
