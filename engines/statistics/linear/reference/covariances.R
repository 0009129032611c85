# Weighted and absorbed covariances of R's estimatr on generated data. Run: Rscript covariances.R > covariances.json
suppressMessages(library(estimatr)); options(digits=17)
set.seed(3); n<-120; d<-data.frame(x=round(rnorm(n),3),z=round(rnorm(n),3),g=rep(1:12,times=c(4,16,10,10,6,14,10,10,12,8,9,11)),w=round(runif(n,.5,2),3)); d$y<-round(d$x+rnorm(12)[d$g]+rnorm(n),3)
f<-rep(1:4,30); d$f<-f
m<-lm_robust(y~x+z,d,weights=w,clusters=g,se_type="CR2"); m2<-lm_robust(y~x+z,d,clusters=g,se_type="CR2",fixed_effects=~f); m3<-lm_robust(y~x+z,d,weights=w,se_type="HC2",fixed_effects=~f); m4<-lm_robust(y~x+z,d,weights=w,se_type="HC3")
m5<-lm_robust(y~x+z,d,clusters=g,weights=w,se_type="stata",fixed_effects=~g)
pack <- function(m) list(estimate=unname(coef(m)),error=unname(m$std.error),df=unname(m$df))
cat(jsonlite::toJSON(list(versions=list(R=R.version.string,estimatr=as.character(packageVersion("estimatr"))),data=as.list(d),absorbedCr2=pack(m2),weightedAbsorbedHc2=pack(m3),weightedHc3=pack(m4),stata=pack(m5)),digits=NA,auto_unbox=TRUE))
