@echo off
rem Starts gemini-routes on Windows, in a source checkout and as bin\gemini-routes.cmd of the distribution:
rem   gemini-routes COMMAND [ARGUMENT...]
rem
rem JAVA_HOME           the Java to take, 17 or newer; without it the java.exe of the PATH
rem GEMINI_ROUTES_OPTS  more options for the JVM, after those of the file jvm.options
rem
rem The first start makes a class-data archive, which halves the processor time of every later start.
setlocal EnableExtensions DisableDelayedExpansion

set "HERE=%~dp0"
if exist "%HERE%pom.xml" (
  set "HOME_DIR=%HERE%target"
  set "OPTIONS=%HERE%deploy\jvm.options"
  set "REMEDY=build it with: mvn -q package -DskipTests"
) else (
  for %%I in ("%HERE%..") do set "HOME_DIR=%%~fI"
  set "REMEDY=unpack the distribution again"
)
if not defined OPTIONS set "OPTIONS=%HOME_DIR%\config\jvm.options"
set "JAR=%HOME_DIR%\gemini-routes.jar"
if not exist "%JAR%" (
  >&2 echo gemini-routes: "%JAR%" is not there: %REMEDY%
  exit /b 2
)
if not exist "%OPTIONS%" (
  >&2 echo gemini-routes: "%OPTIONS%" is not there: %REMEDY%
  exit /b 2
)

if defined JAVA_HOME goto :java_home
set "JAVA=java.exe"
where /q java.exe
if errorlevel 1 (
  >&2 echo gemini-routes: no Java is found: install Java 17 or newer, or set JAVA_HOME to one
  exit /b 2
)
goto :version
:java_home
set "JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%JAVA%" (
  >&2 echo gemini-routes: JAVA_HOME="%JAVA_HOME%" holds no bin\java.exe: set it to Java 17 or newer, or unset it
  exit /b 2
)

:version
set "VERSION="
for /f tokens^=2^ delims^=^" %%V in ('""%JAVA%" -version 2>&1 ^| findstr /c:"version""') do if not defined VERSION set "VERSION=%%V"
set "MAJOR="
for /f "tokens=1 delims=.-+_" %%M in ("%VERSION%") do set "MAJOR=%%M"
if not defined MAJOR (
  >&2 echo gemini-routes: "%JAVA%" does not tell its version: set JAVA_HOME to Java 17 or newer
  exit /b 2
)
if %MAJOR% LSS 17 (
  >&2 echo gemini-routes: "%JAVA%" is Java %VERSION%: install Java 17 or newer, or set JAVA_HOME to one
  exit /b 2
)

rem The archive is of this JVM, this jar and this place; the JVM itself passes one over that does not fit.
set "ARCHIVE="
if not defined LOCALAPPDATA goto :start
set "SIZE="
for %%F in ("%JAR%") do set "SIZE=%%~zF-%%~tF"
set "NAME=%VERSION%-%SIZE%-%HOME_DIR%"
set "NAME=%NAME::=%"
set "NAME=%NAME:\=-%"
set "NAME=%NAME:/=-%"
set "NAME=%NAME: =-%"
set "ARCHIVE=%LOCALAPPDATA%\gemini-routes\%NAME%.jsa"
if exist "%ARCHIVE%" goto :start
if "%~1"=="" goto :train
if /i "%~1"=="run" goto :train
if /i "%~1"=="demo" goto :train
goto :start

:train
if not exist "%LOCALAPPDATA%\gemini-routes" mkdir "%LOCALAPPDATA%\gemini-routes" 2>nul
set "PART=%ARCHIVE%.%RANDOM%%RANDOM%"
"%JAVA%" "@%OPTIONS%" "-XX:ArchiveClassesAtExit=%PART%" -jar "%JAR%" train >nul 2>&1 <nul
if exist "%PART%" move /y "%PART%" "%ARCHIVE%" >nul 2>&1
if exist "%PART%" del /f /q "%PART%" >nul 2>&1

:start
set "SHARED="
if defined ARCHIVE if exist "%ARCHIVE%" set SHARED="-XX:SharedArchiveFile=%ARCHIVE%"
"%JAVA%" "@%OPTIONS%" %JAVA_OPTS% %GEMINI_ROUTES_OPTS% %SHARED% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
